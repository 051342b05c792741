"""A site on a machine that has none: packages, folders, a release, the database, services.

Every step does nothing where it is done already: after a stop, run it again.
"""

import os
import pwd
import re
import secrets
import shutil
import subprocess
import tempfile
from pathlib import Path

from script.releases.building import built
from script.releases.bundle import HERE, Version
from script.releases.installation import FAILURE, UNREACHABLE, Failed, Installation, said_by, say

OURS = {"releases", "current", "var", "backups", "away", "lost+found", FAILURE}
_UNREACHABLE = re.compile(f"OperationalError|{UNREACHABLE}")
EXAMPLE = HERE / "docs" / "examples" / "kaohe.env"


def install(
    site: Installation, version: Version, *, packages: list[str], is_empty: bool = False
) -> None:
    """Install the site. Raises Failed with what is to be done before it can go on. is_empty: leave
    the database as it is and start nothing, for a backup to be restored."""
    _check_folder(site, version)
    site.forget_failure()
    _need_packages(packages, version)
    _make_account(site)
    _make_folders(site)
    _need_settings(site)
    release = built(site, version)
    site.must(release, "check", "--deploy")
    _check_database(site, release)
    if is_empty:
        _lead_to(site, version)
        site.tell("set-up")
        say(
            f"已安装 {version.name}，没有建立数据库，也没有启动。"
            "接着按 docs/deployment.md 恢复备份：机器换了的见“整台机器没有了”，"
            "从试用搬来的见“从试用到正式”。"
        )
        return
    say("正在建立数据库（两三分钟）……")
    site.must(release, "migrate", "--noinput", "--verbosity=0")
    if not site.environment().get("SITE_FILE") and not (site.var / "site.ini").exists():
        site.must(release, "load_places")
    site.must(release, "load_forms")
    site.must(release, "check", "--deploy", "--database=default")
    _lead_to(site, version)
    site.tell("set-up")
    site.tell("start-web")
    site.wait_until_it_answers()
    site.tell("start-work")
    say(f"已安装 {version.name}，网站已启动。还没有账号的，用 kaohe create_account 建第一批。")


def _lead_to(site: Installation, version: Version) -> None:
    if not site.current.is_symlink():
        site.current.symlink_to(f"releases/{version.name}")


def _check_folder(site: Installation, version: Version) -> None:
    folder = site.folder
    if (folder / "manage.py").exists():
        raise Failed(
            f"{folder} 里已有装在一个目录里的本系统。请按 docs/deployment.md 的"
            "“改成按版本存放”办理，再用 script/upgrade。"
        )
    if site.current.exists() and site.current.resolve().name != version.name:
        raise Failed(
            f"{folder} 已装有 {site.current.resolve().name}，不再安装。换版本请用 script/upgrade。"
        )
    there = {path.name for path in folder.iterdir() if not path.name.startswith(".")}
    if foreign := sorted(there - OURS):
        raise Failed(f"{folder} 里有别的内容（{foreign[0]}），没有安装。请用 --folder 换一个目录。")


def _need_packages(packages: list[str], version: Version) -> None:
    """Install what is missing of Debian's packages from the bundle; without them, name them."""
    if not shutil.which("dpkg-query"):
        if packages:
            say("这不是 Debian：请自行安装 packages.txt 里相当的软件包。")
        return
    missing = [name for name in packages if not _is_installed(name)]
    if not missing:
        return
    debs = version.source.parent / "debs"
    if not (debs / "Packages").is_file() or os.geteuid():
        raise Failed(
            f"缺少 Debian 软件包。请由 root 运行：apt-get install -y --no-install-recommends "
            f"{' '.join(missing)}\n然后重新运行本脚本。"
        )
    say(f"正在安装 Debian 软件包：{' '.join(missing)}")
    _install_from(debs, missing)


def _install_from(debs: Path, packages: list[str]) -> None:
    """Have apt take from a folder of packages, and from nowhere else, what these need here."""
    quiet = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    with tempfile.TemporaryDirectory() as name:
        scratch = Path(name)
        for folder in ("lists/partial", "cache/archives/partial"):
            (scratch / folder).mkdir(parents=True)
        source = scratch / "sources.list"
        source.write_text(f"deb [trusted=yes] file:{debs} ./\n", encoding="utf-8")
        told = {
            "Dir::Etc::SourceList": source, "Dir::Etc::SourceParts": "/dev/null",
            "Dir::State::Lists": scratch / "lists", "Dir::Cache": scratch / "cache",
            "APT::Sandbox::User": "root", "Acquire::Languages": "none",
        }  # fmt: skip
        options = [word for key, value in told.items() for word in ("-o", f"{key}={value}")]
        for words in (["update"], ["install", "-y", "--no-install-recommends", *packages]):
            done = subprocess.run(
                ["apt-get", *options, *words],
                env=quiet, stdin=subprocess.DEVNULL, capture_output=True,
            )  # fmt: skip
            if done.returncode:
                raise Failed(f"Debian 软件包没有装好：\n{said_by(done)}")


def _is_installed(package: str) -> bool:
    told = ["dpkg-query", "-W", "-f=${db:Status-Status}", package]
    return subprocess.run(told, capture_output=True).stdout == b"installed"


def _make_account(site: Installation) -> None:
    if not site.user:
        return
    try:
        pwd.getpwnam(site.user)
    except KeyError:
        command = ["adduser", "--system", "--group", "--no-create-home"]
        done = subprocess.run(
            [*command, "--home", site.folder, site.user],
            capture_output=True,
            stdin=subprocess.DEVNULL,
        )
        if done.returncode:
            raise Failed(f"系统账号 {site.user} 没有建成：\n{said_by(done)}") from None


def _make_folders(site: Installation) -> None:
    """The code is not the program's own: what it may write is var/ alone."""
    (site.folder / "releases").mkdir(parents=True, exist_ok=True)
    site.folder.chmod(0o755)
    site.var.mkdir(exist_ok=True)
    site.give(site.var)
    site.make_backups()


def _need_settings(site: Installation) -> None:
    """Begin a settings file with a key of its own, and leave the rest to who knows it."""
    if not site.settings.exists():
        text = EXAMPLE.read_text(encoding="utf-8").replace("/srv/kaohe", str(site.folder))
        text = re.sub(r"^SECRET_KEY=$", f"SECRET_KEY={secrets.token_urlsafe(60)}", text, flags=re.M)
        with open(os.open(site.settings, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(text)
        raise Failed(
            f"已写好 {site.settings}（密钥已生成）。请填写域名、数据库、邮件，然后重新运行本脚本。"
        )
    if "STATIC_ROOT" in site.environment():
        raise Failed(f"请从 {site.settings} 去掉 STATIC_ROOT：每个版本自带静态文件。")


def _check_database(site: Installation, release: Path) -> None:
    done = site.manage(release, "migrate", "--check")
    if done.returncode and _UNREACHABLE.search(said_by(done)):
        without = (
            "本机没有 PostgreSQL；要装在本机的，本脚本加上 --also 'postgresql nginx-light'。\n"
        )
        raise Failed(
            f"连接不上数据库。\n{'' if shutil.which('psql') else without}"
            "PostgreSQL 装在本机、还没有建库的，由 root 运行：\n"
            "    cd /\n"
            "    su postgres -c 'createuser kaohe'\n"
            "    su postgres -c 'createdb --owner=kaohe --encoding=UTF8 -T template0 kaohe'\n"
            f"然后重新运行本脚本。\n{said_by(done)[-300:]}"
        )
