import shutil
import sys
import tempfile
from pathlib import Path

from django.core.management.base import CommandError

from trust import log
from trust.backup import BackupRefused, write_backup
from trust.command import Command as PublicCommand
from trust.command import whole_file


class Command(PublicCommand):
    help = "把整个站点（数据库和上传的文件）备份到一个文件；- 表示标准输出。"

    def add_arguments(self, parser):
        parser.add_argument("file", metavar="文件")

    def handle(self, *args, file, **options):
        log.write_alone(self.actor, "备份", label=file)
        try:
            manifest = self._to_stdout() if file == "-" else self._to_file(Path(file))
        except BackupRefused as error:
            raise CommandError(str(error)) from error
        rows = sum(table["rows"] for table in manifest["tables"].values())
        self.say(f"已备份 {rows} 行数据、{len(manifest['files'])} 个文件。")

    def _to_file(self, path: Path) -> dict:
        with whole_file(path) as part:
            part.touch(mode=0o600)
            return write_backup(part)

    def _to_stdout(self) -> dict:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "backup"
            manifest = write_backup(path)
            with path.open("rb") as source:
                shutil.copyfileobj(source, sys.stdout.buffer)
        return manifest
