"""The whole site in one file and back: every table as JSON lines, every stored file.

The file is a zip: tables/<app.model>.jsonl, files/<sha256>, manifest.json with the
rows and the SHA-256 of each, manifest.sha256. What SQLite wrote, PostgreSQL can
take back, and the other way round; what an earlier program wrote is taken back under
the structure it had and brought up to today's. Left out is what is of the moment (sessions,
queued tasks) and what can be made again (what jobs made). A file that is missing or damaged stops
nothing: it is told in the manifest.
"""

from trust.backup.archive import BackupRefused, NotOpened, missing_lines
from trust.backup.reading_back import read_back
from trust.backup.restoring import read_backup
from trust.backup.writing import write_backup

__all__ = [
    "BackupRefused",
    "NotOpened",
    "missing_lines",
    "read_back",
    "read_backup",
    "write_backup",
]
