"""What is looked at, whether the database is there or not: settings, files, disk."""

import filecmp
import os
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.contrib.staticfiles.storage import ManifestFilesMixin, staticfiles_storage
from django.core.checks import CheckMessage, run_checks
from django.db import DatabaseError

from trust import files
from trust.disk import nearest
from trust.health.said import Broken
from trust.models import StoredFile

GB, MB = 1_000_000_000, 1_000_000
#: Below this nothing can be counted on; below the others somebody should make room.
LEAST_FREE = 200 * MB
LITTLE_FREE, LITTLE_SHARE = 2 * GB, 0.10
#: What of the start-up checks is told under a name of its own; all others are settings.
OF_START_UP = {"config.W001": "字体", "config.E013": "静态文件", "config.E014": "文件库"}


def checks() -> dict[str, Callable[[], Iterable[str]]]:
    """Return those of the machine by name; what start-up looks at is asked once for all."""
    told = run_checks(tags=["startup", "readiness"], include_deployment_checks=True)
    told.sort(key=lambda message: message.id or "")  # Django runs them in any order

    def said(name: str) -> list[str]:
        return [_sentence(m) for m in told if OF_START_UP.get(m.id or "", "设置") == name]

    return {
        "设置": lambda: said("设置"),
        "静态文件": lambda: said("静态文件") or static_files(),
        "文件库": file_store,
        "磁盘": disk,
        "字体": lambda: said("字体"),
    }


def static_files() -> Iterator[str]:
    """Whether what was collected is what this version of the program brings. Reads all of it,
    again only what changed since."""
    if not isinstance(staticfiles_storage, ManifestFilesMixin):
        return
    kept = set(staticfiles_storage.load_manifest()[0])
    brought = dict(_brought())
    if lost := sorted(set(brought) - kept):
        yield Broken(
            f"缺 {len(lost)} 个静态文件（如 {lost[0]}），有的页面打不开；请运行 collectstatic。"
        )
    elif old := sorted(name for name in brought if not _is_as_brought(name, brought[name])):
        yield f"{len(old)} 个静态文件（如 {old[0]}）不是这一版程序的；请运行 collectstatic。"


def file_store() -> Iterator[str]:
    """A new site makes its store with the first file, and is well until then; one that can make
    none is broken, as is one without any where the database names some. Where there are none, one
    query."""
    store = Path(settings.MEDIA_ROOT)
    if said := files.complaint():
        yield Broken(said)
    elif files.is_on_disk() and not _holds_anything(store) and _are_files_named():
        yield Broken(
            f"文件库 {store} 里什么也没有，而数据库里记有文件："
            "请检查 MEDIA_ROOT，它所在的磁盘有没有挂上。"
        )


def _holds_anything(store: Path) -> bool:
    try:
        with os.scandir(store) as there:
            return any(there)
    except OSError:
        return False


def _are_files_named() -> bool:
    """Return whether the database names a file; not while it cannot be asked."""
    if not database_is_named():
        return False
    try:
        return StoredFile.objects.exists()
    except DatabaseError:
        return False


def database_is_named() -> bool:
    """Return whether it is known where the figures are (config.E023): to look into the usual file
    in place of one whose name was misspelled would make an empty database there."""
    return settings.DATABASE_IS_NAMED or settings.INSECURE_LOCAL_HTTP


def disk() -> Iterator[str]:
    """Room where uploads lie, where SQLite does and where programs lay what passes."""
    for place in _places():
        usage = shutil.disk_usage(place)
        told = f"{place} 所在磁盘只剩 {usage.free / GB:.1f} GB（{usage.free / usage.total:.0%}）"
        if usage.free < LEAST_FREE:
            yield Broken(f"{told}，随时不能保存；请立即腾出空间。")
        elif usage.free < LITTLE_FREE or usage.free < usage.total * LITTLE_SHARE:
            yield f"{told}；请腾出空间或扩容。"


def no_room() -> Iterator[str]:
    """Only what keeps people from saving."""
    yield from (said for said in disk() if isinstance(said, Broken))


#: Without these people cannot be served; cheap.
NEEDED: tuple[Callable[[], Iterable[str]], ...] = (file_store, no_room)


def _sentence(message: CheckMessage) -> str:
    sentence = f"{message.msg}{message.hint or ''}"
    return Broken(sentence) if message.is_serious() else sentence


def _brought() -> Iterator[tuple[str, Path]]:
    """Yield what the program and its packages bring, the first of a name, as collecting does."""
    seen = set()
    for finder in get_finders():
        for name, storage in finder.list([]):
            if name not in seen:
                seen.add(name)
                yield name, Path(storage.path(name))


def _is_as_brought(name: str, source: Path) -> bool:
    try:
        return filecmp.cmp(Path(settings.STATIC_ROOT) / name, source, shallow=False)
    except OSError:
        return False


def _places() -> list[Path]:
    """Return one folder a disk."""
    named = [Path(settings.MEDIA_ROOT)]
    for database in settings.DATABASES.values():
        if database["ENGINE"].endswith("sqlite3"):
            named.append(Path(database["NAME"]).parent)
    named.append(Path(tempfile.gettempdir()))
    found: dict[int, Path] = {}
    for path in named:
        there = nearest(path)
        found.setdefault(there.stat().st_dev, there)
    return list(found.values())
