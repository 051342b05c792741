"""From one release to the next, and back: the steps, and what undoes them.

Whatever was done can be undone from the record alone (script.releases.records), also by the next
run when this one was cut off. While the site stands still nobody can write: what a failed upgrade
puts back is what was there. After that, going back asks first.
"""

import filecmp
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from script.releases.building import built
from script.releases.bundle import HERE, Version
from script.releases.database import database_of
from script.releases.installation import UNREACHABLE, Failed, Installation, said_by, say
from script.releases.records import TOUCHED, UNFINISHED, Stage, Upgrade, begun, last


def upgrade(site: Installation, version: Version, *, although: bool) -> None:
    """Bring the site to the version, or leave it as it was. Raises Failed."""
    undo_unfinished(site)
    old = site.release()
    site.forget_failure()
    _check_settings(site)
    _verify_log(site, old, although=although)
    new = built(site, version)
    if new.resolve() == old:
        say(f"本站已是 {version.name}，没有可升级的。")
        return
    site.must(new, "check", "--deploy")  # what it refuses is better known before the site stops
    record = begun(site, old=_link_to(site, old), new=_link_to(site, new))
    say("正在备份整个站点……")
    _back_up(site, old, record.folder / "site.backup")
    record.migrated = site.manage(new, "migrate", "--check").returncode != 0
    with _undone_on_failure(site, record):
        _switch(site, record, new)
    back = f"{site.current}/script/upgrade --back"
    say(f"已升级到 {version.name}。备份在 {record.folder}；要退回，运行 {back}。")
    _afterwards(site, old, new)


def undo_unfinished(site: Installation) -> None:
    """Put right what a run that was cut off left: the site is as it was before that run."""
    record = last(site)
    if record and record.stage in UNFINISHED:
        say("上次升级或退回没有做完（断电或被中止），先恢复到那以前。")
        _undo(site, record)


def _check_settings(site: Installation) -> None:
    if "STATIC_ROOT" in site.environment():
        raise Failed(
            f"{site.settings} 里写了 STATIC_ROOT，新旧版本的静态文件会混在一起。"
            "请去掉这一行（每个版本自带静态文件），重启网站后再升级。"
        )


def _verify_log(site: Installation, old: Path, *, although: bool) -> None:
    done = site.manage(old, "verify_log")
    if not done.returncode:
        return
    if UNREACHABLE in said_by(done):
        raise Failed(f"没有升级：\n{said_by(done)}")
    if not although:
        raise Failed(
            f"现有版本核验审计日志没有通过，没有升级：\n{said_by(done)}\n"
            "请先查明原因并告知审计员；确要带着它升级的，加 --although。"
        )
    say(f"审计日志核验没有通过，按 --although 继续：\n{said_by(done)}")


def _back_up(site: Installation, release: Path, file: Path) -> None:
    """Through standard output: the site's user may not write where the file lies."""
    with file.open("wb") as out:
        done = site.manage(release, "backup", "-", out=out)
    if done.returncode:
        raise Failed(f"备份没有成功，没有升级：\n{said_by(done)}")


def _switch(site: Installation, record: Upgrade, new: Path) -> None:
    """Stop the site, change it, start it. While it is away nginx says so."""
    say("正在等后台任务做完（网站照常使用）……")
    record.come_to(Stage.STOPPING)
    site.tell("stop-work")
    since = time.monotonic()
    site.away.touch()
    site.tell("stop-web")
    database = database_of(site)
    database.copy(record.database)
    record.written = database.written()
    record.come_to(Stage.MIGRATING)
    if record.migrated:
        say("正在升级数据库……")
        site.must(new, "migrate", "--noinput", "--verbosity=0")
        record.written = database.written()
    _start(site, record, new)
    record.come_to(Stage.DONE)
    site.away.unlink()
    say(f"网站已恢复，停了 {time.monotonic() - since:.1f} 秒。")


def _start(site: Installation, record: Upgrade, new: Path) -> None:
    site.must(new, "check", "--deploy", "--database=default")
    record.come_to(Stage.STARTING)
    _point(site, record.new)
    site.tell("start-web")
    site.wait_until_it_answers()


def _afterwards(site: Installation, old: Path, new: Path) -> None:
    """What may go wrong without the site being worse for it: told, not undone."""
    try:
        site.make_backups()
        site.tell("start-work")
    except (Failed, OSError) as error:
        say(f"网站已升级，但后台任务或定时器没有启动，请手工启动：\n{error}")
    if text := said_by(site.manage(new, "reread_tables")):
        say(text)
    if _has(new, "rebuild_summaries") and (text := said_by(site.manage(new, "rebuild_summaries"))):
        say(text)
    _ask_doctor(site, new)
    if changed := _changed_examples(old, new):
        say(f"这些示例与原来版本的不同，请对照 /etc 里本站的：{'、'.join(changed)}")


def _ask_doctor(site: Installation, release: Path) -> None:
    """Where the program has a doctor, tell what it found. Most of it was so before the upgrade (a
    backup that failed, a disk that fills): what the program needs to serve, check has asked."""
    if not _has(release, "doctor"):
        return
    done = site.manage(release, "doctor")
    if done.returncode:
        lines = said_by(done).splitlines()
        told = [line for line in lines if not line.startswith("正常")]
        say("自检发现：\n" + "\n".join(told))


def _has(release: Path, command: str) -> bool:
    return any(release.glob(f"*/management/commands/{command}.py"))


def _changed_examples(old: Path, new: Path) -> list[str]:
    """Return the files that stand in /etc after them; how a site changed its own stays its own."""
    folders = [release / "docs" / "examples" for release in (old, new)]
    names = {path.name for folder in folders if folder.is_dir() for path in folder.iterdir()}
    _, differing, odd = filecmp.cmpfiles(*folders, names, shallow=False)
    return sorted(differing + odd)


# --- back -----------------------------------------------------------------------------------------


def go_back(site: Installation, *, discard: bool) -> None:
    """Bring the site back to before its last upgrade. Raises Failed.

    Of a database that was migrated, what was written since goes with it (a copy stays): only
    after a yes.
    """
    record = last(site)
    if record and record.stage in UNFINISHED:
        undo_unfinished(site)
        return
    if not record or record.new != _link_to(site, site.release()):
        raise Failed("现有版本不是由 script/upgrade 升级来的，或已经退回过，没有可以退回的。")
    if record.migrated:
        _ask_whether_to_lose(site, record, discard=discard)
    with _undone_on_failure(site, record):
        _return(site, record)
    say(f"已退回 {record.old}。升级后的数据库留在 {record.database_after}。")
    site.tell("start-work")


def _ask_whether_to_lose(site: Installation, record: Upgrade, *, discard: bool) -> None:
    since = database_of(site).written() - record.written
    say(
        f"升级时数据库结构变了，退回就是回到升级停站那一刻的数据：其后写入的全部内容"
        f"（到现在 {since} 条操作记录，到停站为止还会增加）不再在站里，"
        f"只留在 {record.database_after}。已传上的文件不删。"
    )
    if discard:
        return
    try:
        answer = input("确定退回请输入“退回”：")
    except EOFError as error:
        raise Failed("没有退回。不在终端里运行的，确定要退回时加 --discard。") from error
    if answer.strip() != "退回":
        raise Failed("没有退回，网站没有改动。")


def _return(site: Installation, record: Upgrade) -> None:
    record.come_to(Stage.LEAVING)
    site.tell("stop-work")
    since = time.monotonic()
    site.away.touch()
    site.tell("stop-web")
    database = database_of(site)
    database.copy(record.database_after)
    record.come_to(Stage.RETURNING)
    if record.migrated:
        database.put_back(record.database)
    _point(site, record.old)
    site.tell("start-web")
    site.wait_until_it_answers()
    record.come_to(Stage.RETURNED)
    site.away.unlink()
    say(f"网站已恢复，停了 {time.monotonic() - since:.1f} 秒。")


# --- when it fails --------------------------------------------------------------------------------


@contextmanager
def _undone_on_failure(site: Installation, record: Upgrade) -> Iterator[None]:
    """Undo what the block did if it fails or is told to stop (Ctrl-C, SIGTERM, SIGHUP)."""
    before = {how: signal.signal(how, _stop) for how in (signal.SIGTERM, signal.SIGHUP)}
    try:
        yield
    except (Exception, KeyboardInterrupt) as error:  # whatever it is, the site stands still
        for how in (signal.SIGINT, *before):
            signal.signal(how, signal.SIG_IGN)
        say(f"没有成功：{error or '被中止'}")
        _undo(site, record)
        raise Failed("已恢复到运行本脚本以前的样子，网站照常使用。") from error
    finally:
        for how, what in before.items():
            signal.signal(how, what)


def _stop(*_) -> None:
    raise KeyboardInterrupt


def _undo(site: Installation, record: Upgrade) -> None:
    """Bring back what was there before the run that made the record what it is."""
    say("正在恢复……")
    back_to, kept = record.old, record.database
    if record.stage in (Stage.LEAVING, Stage.RETURNING):
        back_to, kept = record.new, record.database_after
    try:
        site.away.touch()
        site.tell("stop-work")
        site.tell("stop-web")
        if record.migrated and record.stage in TOUCHED:
            database_of(site).put_back(kept)
        _point(site, back_to)
        site.tell("start-web")
        site.wait_until_it_answers()
    except Exception as error:
        raise Failed(
            f"恢复也没有成功，网站停着：{error}\n"
            f"升级前的数据库在 {record.database}，整站备份在 {record.folder}/site.backup。"
            f"排除上述原因后再运行 {HERE}/script/upgrade --back，会接着恢复。"
        ) from error
    record.come_to(Stage.DONE if back_to == record.new else Stage.UNDONE)
    site.away.unlink(missing_ok=True)
    site.tell("start-work")
    say("已恢复。")


def _point(site: Installation, target: str) -> None:
    """Let `current` lead to another release, in one step."""
    part = site.folder / ".current"
    part.unlink(missing_ok=True)
    part.symlink_to(target)
    part.replace(site.current)


def _link_to(site: Installation, release: Path) -> str:
    """Return a release as `current` names it: releases/NAME, or . for the folder itself."""
    return str(release.relative_to(site.folder.resolve()))
