from pathlib import Path

from django.core.management.base import CommandError

from trust import operations
from trust.backup import BackupRefused, keeping, missing_lines, read_back
from trust.command import Command as PublicCommand


class Command(PublicCommand):
    help = (
        "读回一份备份：逐字节核对清单，逐行读成数据，核对行数和引用；什么也不改动。"
        "给出目录的，读回其中最新的一份。备份时就缺少文件的，退出状态为 2。"
    )

    def add_arguments(self, parser):
        parser.add_argument("file", metavar="文件或目录", type=Path)

    def handle(self, *args, file: Path, **options):
        path = self._newest(file) if file.is_dir() else file
        try:
            manifest = read_back(path)
        except BackupRefused as error:
            operations.note("backup_read_back", ok=False, file=str(path), why=str(error))
            raise CommandError(
                f"{path} 不能用来恢复：{error}请另做一份备份，并检查存放备份的磁盘。"
            ) from error
        missing = missing_lines(manifest)
        operations.note("backup_read_back", file=str(path), missing=len(missing))
        rows = sum(table["rows"] for table in manifest["tables"].values())
        self.say(f"{path} 可以恢复：{rows} 行数据、{len(manifest['files'])} 个文件都读得出来。")
        if missing:
            self.say_unfinished([*missing, f"有 {len(missing)} 个文件备份时就缺少。"])

    def _newest(self, folder: Path) -> Path:
        found = keeping.all_in(folder)
        if not found:
            operations.note("backup_read_back", ok=False, file=str(folder), why="没有备份")
            self.fail([f"目录 {folder} 里没有备份；请先运行 backup --into {folder}。"])
        return found[0]
