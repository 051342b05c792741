"""What script/install and script/upgrade run: python -m script.releases install|upgrade …"""

import argparse
import fcntl
import os
import shutil
import tempfile
from dataclasses import replace
from pathlib import Path

from script.releases import bundle
from script.releases.installation import Failed, Installation
from script.releases.installing import install
from script.releases.upgrading import go_back, undo_unfinished, upgrade

UNPACKED = ".unpacked-"
SYSTEMD = Path(__file__).with_name("systemd")


def main() -> None:
    told = _parser().parse_args()
    site = Installation(
        folder=_from_there(told.folder),
        settings=_from_there(told.settings),
        user=told.user,
        control=_from_there(told.control),
        web=told.web,
    )
    try:
        _run(told, site)
    except Failed as failure:
        raise SystemExit(str(failure)) from failure
    except PermissionError as error:
        raise SystemExit(f"没有权限：{error.filename}。请由 root 运行。") from error
    except OSError as error:
        raise SystemExit(f"没有做完，网站没有改动：{error}。请检查磁盘后重新运行。") from error
    except KeyboardInterrupt:
        raise SystemExit("已中止，网站没有改动。") from None


def _run(told: argparse.Namespace, site: Installation) -> None:
    site.folder.mkdir(parents=True, exist_ok=True)
    with (site.folder / ".upgrade.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Failed(
                "另一个 script/install 或 script/upgrade 正在运行，等它做完；"
                "被强行中止的，它开始的那一步还没有停，也等它做完再运行。"
            ) from None
        site = replace(site, lock=lock.fileno())
        for left in site.folder.glob(f"{UNPACKED}*"):  # by a run that was killed
            shutil.rmtree(left, ignore_errors=True)
        if told.what == "upgrade" and told.back:
            go_back(site, discard=told.discard)
            return
        if told.what == "upgrade":
            undo_unfinished(site)
        with tempfile.TemporaryDirectory(dir=site.folder, prefix=UNPACKED) as scratch:
            archive = _from_there(told.bundle) if told.bundle else None
            version = bundle.opened(archive, Path(scratch))
            if told.what == "install":
                packages = f"{told.packages} {told.also}".split()
                install(site, version, packages=packages, is_empty=told.empty)
            else:
                upgrade(site, version, although=told.although)


def _from_there(path: str) -> Path:
    """Return a path as meant where the script was called; script/lib.sh went elsewhere."""
    return Path(os.environ.get("CALLED_FROM", ".")).joinpath(path).resolve()


def _parser() -> argparse.ArgumentParser:
    whole = argparse.ArgumentParser(prog="script", description="安装、升级和退回")
    kinds = whole.add_subparsers(dest="what", required=True)
    for what, words in {"install": "安装", "upgrade": "升级，或 --back 退回"}.items():
        parser = kinds.add_parser(what, help=words, description=words)
        add = parser.add_argument
        add(
            "--from",
            dest="bundle",
            metavar="BUNDLE",
            help="安装包；不写即用本目录提交的版本，连网安装",
        )
        add("--folder", default="/srv/kaohe", help="装在哪里（%(default)s）")
        add("--settings", default="/etc/kaohe.env", help="环境变量文件（%(default)s）")
        add("--user", default="kaohe", help="以哪个系统账号运行（%(default)s）；空为现在的账号")
        add("--control", default=str(SYSTEMD), help="启停服务的程序（systemd）")
        add("--web", default="unix:/run/kaohe/web.sock", help="gunicorn 在哪里听（%(default)s）")
        if what == "install":
            add("--packages", default="", help=argparse.SUPPRESS)
            add(
                "--also",
                default="",
                metavar="PACKAGES",
                help="另装这些 Debian 软件包，例如 'postgresql nginx-light'",
            )
            add("--empty", action="store_true", help="不建立数据库、不启动：接着恢复备份")
        else:
            add("--although", action="store_true", help="审计日志核验不通过也升级")
            add("--back", action="store_true", help="退回到上次升级以前")
            add("--discard", action="store_true", help="退回时不再问：升级后写入的内容不留在站里")
    return whole


if __name__ == "__main__":
    main()
