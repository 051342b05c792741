"""requirements.lock holds what the site runs with, no more and no less; the tests add to it."""

import ast
import re
import sys
from collections.abc import Iterable, Iterator
from importlib.metadata import PackageNotFoundError, packages_distributions, requires
from pathlib import Path

import pytest
from packaging.markers import default_environment
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent.parent
OURS = {"script", *(path.parent.name for path in ROOT.glob("*/__init__.py"))}
#: Folders and files whose Python runs where no tool of the tests is installed.
OF_THE_SITE = (*sorted(OURS - {"script", "tests"}), "manage.py", "script/prepare.py")
#: What no module imports, and where it is asked for.
RUN_OTHERWISE = {
    "argon2-cffi": ("config/hashers.py", "hashers import Argon2PasswordHasher"),
    "gunicorn": ("script/server", "bin/gunicorn"),
    "psycopg2-binary": ("config/settings.py", "django.db.backends.postgresql"),
}
#: Locks that some sites install beside requirements.lock, and what alone imports from them.
BESIDE = ("requirements-s3.lock", "requirements-rq.lock")
OF_SOME_SITES = {ROOT / name for name in ("trust/bucket.py", "trust/redis_queue.py")}
PYTHONS = ("3.11", "3.12", "3.13", "3.14", "3.15")


def named_in(file: str) -> list[Requirement]:
    """Return what a requirements file names by itself."""
    lines = (ROOT / file).read_text().splitlines()
    return [Requirement(line) for line in lines if line and line[0] not in "#-"]


def locked_in(file: str) -> dict[str, tuple[str, frozenset[str]]]:
    """Return version with marker and hashes by the name of the package."""
    text = (ROOT / file).read_text()
    blocks = re.findall(r"^([^\s#=]+)(==.+?) \\\n((?: +--hash=.+\n)+)", text, re.MULTILINE)
    return {
        name: (pin, frozenset(re.findall(r"sha256:\w{64}", hashes))) for name, pin, hashes in blocks
    }


def needed_by(requirement: Requirement, python: str) -> Iterator[str]:
    """Yield the package and all that it requires, with its extras, under a Python on Linux."""
    name = canonicalize_name(requirement.name)
    yield name
    for extra in ("", *requirement.extras):
        told = default_environment() | {"extra": extra, "python_version": python}
        told["python_full_version"] = f"{python}.0"
        for text in required_by(name):
            further = Requirement(text)
            if further.marker is None or further.marker.evaluate(told):
                yield from needed_by(further, python)


def required_by(name: str) -> list[str]:
    try:
        return requires(name) or []
    except PackageNotFoundError:  # what only another Python than this one needs
        return []


def locked_for(python: str) -> set[str]:
    """Return the packages that pip installs from requirements.lock under a Python on Linux."""
    told = default_environment() | {"python_version": python}
    pins = [Requirement(name + pin) for name, (pin, _) in locked_in("requirements.lock").items()]
    return {pin.name for pin in pins if pin.marker is None or pin.marker.evaluate(told)}


def modules_imported(places: Iterable[str]) -> set[str]:
    """Return the outermost modules, not ours and not Python's, that folders and files import."""
    found = set()
    for path in (path for place in places for path in python_files(ROOT / place)):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Import):
                found |= {name.name.partition(".")[0] for name in node.names}
            elif isinstance(node, ast.ImportFrom) and node.level == 0:
                found.add(node.module.partition(".")[0])
    return found - set(sys.stdlib_module_names) - OURS


def python_files(place: Path) -> Iterable[Path]:
    found = [place] if place.is_file() else place.rglob("*.py")
    return [path for path in found if path not in OF_SOME_SITES]


def modules_set_up() -> set[str]:
    """Return the outermost modules that the settings name in strings."""
    strings = re.findall(r'"([a-z_0-9]+)[."]', (ROOT / "config" / "settings.py").read_text())
    return set(strings) & set(packages_distributions())


def packages_of(modules: set[str]) -> set[str]:
    """Return the packages that modules come from. Raises KeyError for one from nowhere."""
    owners = packages_distributions()
    return {canonicalize_name(name) for module in modules for name in owners[module]}


def names(*files: str) -> set[str]:
    return {canonicalize_name(one.name) for file in files for one in named_in(file)}


def test_both_locks_fix_the_same():
    site, tests = locked_in("requirements.lock"), locked_in("requirements-dev.lock")
    assert len(site) > 30
    assert site.items() - tests.items() == set()


def test_what_some_sites_add_goes_with_what_all_have():
    pins: dict = {}
    for file in ("requirements.lock", *BESIDE):
        for name, pin in locked_in(file).items():
            assert pins.setdefault(name, pin) == pin, f"{name} in {file}"
    assert {"boto3", "django-storages", "django-tasks-rq", "redis"} <= pins.keys()


@pytest.mark.parametrize("python", PYTHONS)
def test_the_lock_holds_just_what_the_named_packages_need(python):
    needed = {name for one in named_in("requirements.in") for name in needed_by(one, python)}
    assert locked_for(python) == needed


def test_the_site_imports_no_package_that_is_not_named():
    imported = packages_of(modules_imported(OF_THE_SITE))
    assert "django" in imported
    assert imported - names("requirements.in") == set()


def test_tests_and_scripts_import_no_package_that_is_not_named():
    imported = packages_of(modules_imported(["script", "tests"]) - {"boto3"})  # of some sites
    assert imported - names("requirements.in", "requirements-dev.in") == set()


def test_every_named_package_is_used():
    used = packages_of(modules_imported(OF_THE_SITE) | modules_set_up())
    assert names("requirements.in") - used == set(RUN_OTHERWISE)


@pytest.mark.parametrize("package", RUN_OTHERWISE)
def test_what_no_module_imports_is_asked_for(package):
    place, words = RUN_OTHERWISE[package]
    assert words in (ROOT / place).read_text()
