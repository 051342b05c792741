"""A folder of backups: a name a moment, the newest, and how many of them stay."""

import os
import re
import time
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path

NAME = re.compile(r"kaohe-\d{8}-\d{6}\.backup")
#: What a killed backup left half written is nobody's any more after so long.
TORN_AFTER = timedelta(days=1)


def new_in(folder: Path, now: datetime) -> Path:
    """Return where the backup of this moment goes."""
    return folder / f"kaohe-{now:%Y%m%d-%H%M%S}.backup"


def why_closed(folder: Path) -> str:
    """Return why a folder cannot be looked into, or nothing."""
    try:
        os.scandir(folder).close()
    except (FileNotFoundError, NotADirectoryError):
        return f"没有目录 {folder}"
    except PermissionError:
        return f"目录 {folder} 打不开（权限不够）：运行命令的账号进不去"
    except OSError as error:
        return f"目录 {folder} 打不开（{error.strerror}）"
    return ""


def all_in(folder: Path) -> list[Path]:
    """Return the backups of a folder, the newest first."""
    found = (path for path in folder.iterdir() if NAME.fullmatch(path.name))
    return sorted(found, key=lambda path: path.name, reverse=True)


def remove_older(folder: Path, keep: int) -> list[Path]:
    """Remove all but the newest, and what killed backups left; return the backups removed."""
    gone = all_in(folder)[keep:]
    for path in gone:
        path.unlink()
    limit = time.time() - TORN_AFTER.total_seconds()
    for part in folder.glob(".kaohe-*.backup.part"):
        with suppress(FileNotFoundError):
            if part.stat().st_mtime < limit:
                part.unlink()
    return gone
