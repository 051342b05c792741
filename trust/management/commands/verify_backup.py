import os
from pathlib import Path

from django.core.management.base import CommandError

from trust import operations
from trust.backup import BackupRefused, NotOpened, keeping, missing_lines, read_back
from trust.command import Command as PublicCommand
from trust.command import seekable


class Command(PublicCommand):
    help = (
        "读回一份备份：逐字节核对清单，逐行读成数据，核对行数和引用；什么也不改动。"
        "给出目录的，读回其中最新的一份；- 表示标准输入。备份时就缺少文件的，退出状态为 2。"
    )

    def add_arguments(self, parser):
        parser.add_argument("file", metavar="文件或目录")

    def handle(self, *args, file: str, **options):
        path = str(self._newest(Path(file))) if os.path.isdir(file) else file
        told = "标准输入的备份" if path == "-" else path
        try:
            with seekable(path) as source:
                manifest = read_back(source)
        except BackupRefused as error:
            operations.note("backup_read_back", ok=False, file=told, why=str(error))
            raise CommandError(_refused(told, error)) from error
        missing = missing_lines(manifest)
        operations.note("backup_read_back", file=told, missing=len(missing))
        rows = sum(table["rows"] for table in manifest["tables"].values())
        self.say(f"{told} 可以恢复：{rows} 行数据、{len(manifest['files'])} 个文件都读得出来。")
        if missing:
            self.say_unfinished([*missing, f"有 {len(missing)} 个文件备份时就缺少。"])

    def _newest(self, folder: Path) -> Path:
        if why := keeping.why_closed(folder):
            operations.note("backup_read_back", ok=False, file=str(folder), why=why)
            self.fail([f"没有核对：{why}；请把它的属主改为与网站相同，再运行。"])
        found = keeping.all_in(folder)
        if not found:
            operations.note("backup_read_back", ok=False, file=str(folder), why="没有备份")
            self.fail([f"目录 {folder} 里没有备份；请先运行 backup --into {folder}。"])
        return found[0]


def _refused(file: str, error: BackupRefused) -> str:
    if not isinstance(error, NotOpened):
        return f"{file} 不能用来恢复：{error}请另做一份备份，并检查存放备份的磁盘。"
    way = f"请由 root 从标准输入给：kaohe verify_backup - < {file}" if error.is_barred else ""
    return f"没有核对：{error}{way}"
