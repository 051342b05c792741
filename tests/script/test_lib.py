"""script/lib.sh: an environment is built beside the one in use; npm is asked for a thing once."""

import hashlib
import io
import os
import shutil
import signal
import subprocess
import sys
import tarfile
import time
from pathlib import Path

import brotli
import pytest

LIBRARY = Path(__file__).parent.parent.parent / "script" / "lib.sh"
PATIENCE = 60  # seconds
FOR_THE_SITE, FOR_THE_TESTS = "need_venv requirements.lock", "need_venv requirements-dev.lock"
#: Stands for Python: makes an environment with one program in it; its pip does what the file
#: "pip" beside the project's scripts tells.
PYTHON = r"""
case "$1 $2" in
"-m venv")
    mkdir -p "$3/bin" && cp "$0" "$3/bin/python"
    echo "command = python -m venv $PWD/$3" >"$3/pyvenv.cfg"
    ;;
"-m pip")
    . ./pip
    for lock; do :; done
    printf '#!/bin/bash\necho "%s from $0 by %s"\n' "$(cat "$lock")" \
        "$(cd "$(dirname "$0")" && pwd)/python" >"${0%python}tool"
    chmod +x "${0%python}tool"
    ;;
*) [[ "$2" != *sys.version\)* ]] || echo "3.11.0" ;;
esac
"""


class Project:
    """A folder with script/lib.sh, a lock file, and a Python that installs nothing."""

    def __init__(self, folder: Path):
        self.folder = folder
        self.venv = folder / ".venv"
        (folder / "script").mkdir(parents=True)
        shutil.copy(LIBRARY, folder / "script")
        self.program("python", PYTHON)
        self.write("pip", "")
        self.write("requirements.lock", "first")
        self.write("requirements-dev.lock", "first with tools")

    def write(self, name, text):
        (self.folder / name).write_text(text, encoding="utf-8")

    def program(self, name, lines):
        self.write(name, f"#!/bin/bash\n{lines}\n")
        (self.folder / name).chmod(0o755)

    def start(self, command=FOR_THE_SITE, **environment):
        script = f". script/lib.sh; {command}"
        told = os.environ | {"PYTHON": str(self.folder / "python")} | environment
        return subprocess.Popen(
            ["bash", "-c", script],
            cwd=self.folder,
            env=told,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
            # Started in the background by a shell, a process ignores Ctrl + C, and its children do.
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
        )

    def run(self, command=FOR_THE_SITE, **environment):
        """Return the exit code and what was said."""
        process = self.start(command, **environment)
        said, _ = process.communicate(timeout=PATIENCE)
        return process.returncode, said

    def tool(self) -> str:
        """Return what the program of the environment in use says."""
        return subprocess.check_output([self.venv / "bin" / "tool"], text=True).strip()

    def says(self, lock) -> str:
        return f"{lock} from {self.venv}/bin/tool by {self.venv}/bin/python"

    def leftovers(self):
        return sorted(path.name for path in self.folder.glob(".venv?*") if path.is_dir())


@pytest.fixture
def project(tmp_path):
    return Project(tmp_path / "项目 一")


def wait_for(path: Path):
    until = time.monotonic() + PATIENCE
    while not path.exists():
        assert time.monotonic() < until, f"{path} does not appear"
        time.sleep(0.02)


def test_an_environment_is_built_and_then_left_alone(project):
    assert project.run()[0] == 0
    assert project.tool() == project.says("first")
    assert ".venv.new" not in (project.venv / "pyvenv.cfg").read_text()
    project.write("pip", "exit 1")  # would be noticed
    assert project.run() == (0, "")
    assert project.leftovers() == []


def test_another_lock_builds_anew(project):
    project.run()
    project.write("requirements.lock", "second")
    assert project.run()[0] == 0
    assert project.tool() == project.says("second")
    assert project.leftovers() == []


def test_what_the_tests_need_is_added_to_the_environment_in_use(project):
    project.run()
    project.write("pip", "touch .venv/added")  # is there only if the folder is still the same
    assert project.run(FOR_THE_TESTS)[0] == 0
    assert project.tool() == project.says("first with tools")
    assert (project.venv / "added").exists()


def test_what_was_made_for_the_tests_serves_the_site_as_well(project):
    assert project.run(FOR_THE_TESTS)[0] == 0
    project.write("requirements-dev.lock", "second with tools")
    project.write("pip", "exit 1")  # would be noticed
    assert project.run() == (0, "")


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-dev.lock"])
def test_another_lock_builds_anew_for_the_tests(project, lock):
    project.run(FOR_THE_TESTS)
    (project.venv / "of-the-old").touch()
    project.write(lock, "second")
    assert project.run(FOR_THE_TESTS)[0] == 0
    installed = (project.folder / "requirements-dev.lock").read_text()
    assert project.tool() == project.says(installed)
    assert not (project.venv / "of-the-old").exists()


def test_tools_that_cannot_be_added_leave_the_site_running(project):
    project.run()
    project.write("pip", "echo '没有网络'; exit 1")
    code, said = project.run(FOR_THE_TESTS)
    assert code == 1
    assert ".venv 仍可供网站使用" in said
    assert project.tool() == project.says("first")
    assert project.run() == (0, "")


def test_a_link_is_refused_and_what_it_points_to_stays(project, tmp_path):
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "made-from").write_text("another project")
    project.venv.symlink_to(elsewhere)
    code, said = project.run()
    assert code == 1
    assert f".venv 是一个链接（指向 {elsewhere}）" in said
    assert f"请删去这个链接（rm {project.venv}）" in said
    assert [path.name for path in elsewhere.iterdir()] == ["made-from"]


def test_a_link_to_nothing_is_refused_as_well(project):
    project.venv.symlink_to("gone")
    assert project.run()[0] == 1
    assert project.venv.is_symlink()


def test_a_failed_build_leaves_the_old_environment_working(project):
    project.run()
    project.write("requirements.lock", "second")
    project.write("pip", "echo '没有网络'; exit 1")
    code, said = project.run()
    assert code == 1
    assert "没有网络" in said
    assert ".venv 没有改动" in said
    assert project.tool() == project.says("first")
    assert project.leftovers() == []


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_a_build_that_is_stopped_leaves_the_old_one_and_the_next_succeeds(project, how):
    project.run()
    project.write("requirements.lock", "second")
    project.write("pip", "touch begun; sleep 60")
    process = project.start()
    wait_for(project.folder / "begun")
    os.killpg(process.pid, how)
    process.communicate(timeout=PATIENCE)
    assert project.tool() == project.says("first")
    project.write("pip", "")
    assert project.run()[0] == 0
    assert project.tool() == project.says("second")
    assert project.leftovers() == []


def test_stopped_between_the_two_renames_the_old_one_comes_back(project):
    project.run()
    project.venv.rename(project.folder / ".venv.old")
    (project.folder / ".venv.new-7").mkdir()
    project.write("pip", "exit 1")
    assert project.run() == (0, "")
    assert project.tool() == project.says("first")
    assert project.leftovers() == []


def test_of_two_at_once_the_second_waits_and_builds_nothing(project):
    project.write("pip", "echo once >>built; until [ -e go ]; do sleep 0.02; done")
    first = project.start()
    wait_for(project.folder / "built")
    second = project.start()
    time.sleep(0.3)
    assert second.poll() is None
    project.write("go", "")
    assert [p.communicate(timeout=PATIENCE) and p.returncode for p in (first, second)] == [0, 0]
    assert (project.folder / "built").read_text() == "once\n"
    assert project.tool() == project.says("first")


def test_programs_of_a_real_environment_run_after_it_was_moved(project):
    project.write("requirements.lock", "")
    assert project.run(PYTHON=sys.executable)[0] == 0
    said = subprocess.check_output([project.venv / "bin" / "pip", "--version"], text=True)
    assert str(project.venv) in said
    activated = f". '{project.venv}/bin/activate' && command -v python"
    where = subprocess.check_output(["bash", "-c", activated], text=True)
    assert where.strip() == f"{project.venv}/bin/python"


@pytest.fixture
def registry(project):
    """A package source that hands out an archive with a browser in it."""
    archive = io.BytesIO()
    with tarfile.open(fileobj=archive, mode="w:gz") as tar:
        packed = brotli.compress(b"#!/bin/sh\necho Chromium 109\n")
        entry = tarfile.TarInfo("package/bin/chromium.br")
        entry.size = len(packed)
        tar.addfile(entry, io.BytesIO(packed))
    (project.folder / "archive").write_bytes(archive.getvalue())
    (project.venv / "bin").mkdir(parents=True)
    project.program("npm", 'echo >>asked; cp archive "$4/package-1.tgz"')
    project.program(".venv/bin/python", f'exec {sys.executable} "$@"')
    return hashlib.sha512(archive.getvalue()).hexdigest()


def fetch(project, digest):
    path = f"{project.folder}:{os.environ['PATH']}"
    return project.run(f"OLD_CHROMIUM_SHA512={digest}; need_old_chromium", PATH=path)


def test_the_old_browser_is_fetched_once(project, registry):
    (project.folder / "var" / "chromium-109.new-stopped").mkdir(parents=True)
    assert fetch(project, registry)[0] == 0
    assert fetch(project, registry) == (0, "")
    browser = project.folder / "var" / "chromium-109" / "chromium"
    assert subprocess.check_output([browser], text=True) == "Chromium 109\n"
    assert (project.folder / "asked").read_text() == "\n"
    folders = [path.name for path in (project.folder / "var").iterdir() if path.is_dir()]
    assert folders == ["chromium-109"]


def test_another_archive_than_the_recorded_one_is_refused(project, registry):
    code, said = fetch(project, "0" * 128)
    assert code == 1
    assert "与记录的摘要不符，没有采用" in said
    assert not (project.folder / "var" / "chromium-109").exists()


@pytest.fixture
def packages(project):
    """An npm that installs a linter as the lock file names it, or fails where "fail" lies."""
    project.write("package-lock.json", "first")
    project.program("node", "echo v18.20.4")
    project.program(
        "npm",
        "echo >>asked; rm -rf node_modules; mkdir node_modules; [ ! -e fail ] || exit 1; "
        "cp package-lock.json node_modules/linter",
    )


def install(project):
    path = f"{project.folder}:{os.environ['PATH']}"
    return project.run("need_node_modules", PATH=path)


def test_the_packages_of_npm_are_installed_once_a_lock(project, packages):
    assert install(project)[0] == 0
    assert install(project) == (0, "")
    project.write("package-lock.json", "second")
    assert install(project)[0] == 0
    assert (project.folder / "node_modules" / "linter").read_text() == "second"
    assert (project.folder / "asked").read_text() == "\n\n"


def test_packages_that_were_not_all_installed_are_installed_again(project, packages):
    project.write("fail", "")
    code, said = install(project)
    assert code == 1
    assert "npm 软件包没有装好" in said
    (project.folder / "fail").unlink()
    assert install(project)[0] == 0
    assert (project.folder / "node_modules" / "linter").read_text() == "first"
