import shutil
import sys
import tempfile
from pathlib import Path

from django.utils import timezone

from trust import log, operations
from trust.backup import keeping, missing_lines, write_backup
from trust.command import Command as PublicCommand
from trust.command import whole_file

MOST_KEPT = 10_000


class Command(PublicCommand):
    help = (
        "把整个站点（数据库和上传的文件）备份到一个文件；- 表示标准输出。"
        "缺少或损坏的文件逐个写明，其余照常备份，退出状态为 2。"
    )

    def add_arguments(self, parser):
        where = parser.add_mutually_exclusive_group(required=True)
        where.add_argument("file", metavar="文件", nargs="?")
        where.add_argument("--into", metavar="目录", help="放进目录，文件名由时间而定")
        parser.add_argument(
            "--keep", type=int, metavar="份数", help="与 --into 同用：目录里只留最新的几份"
        )

    def handle(self, *args, file, into, keep, **options):
        if keep is not None and not (into and 1 <= keep <= MOST_KEPT):
            self.fail([f"--keep 与 --into 同用，份数为 1 至 {MOST_KEPT}；没有备份。"])
        path = self._path(file, into)
        log.write_alone(self.actor, "备份", label=str(path))
        try:
            manifest = self._to_stdout() if file == "-" else self._to_file(Path(path))
        except BaseException as error:
            operations.note("backup", ok=False, file=str(path), why=str(error))
            raise
        missing = missing_lines(manifest)
        operations.note("backup", ok=not missing, file=str(path), missing=len(missing))
        rows = sum(table["rows"] for table in manifest["tables"].values())
        where = "标准输出" if path == "-" else f" {path}"
        self.say(f"已备份 {rows} 行数据、{len(manifest['files'])} 个文件到{where}。")
        if missing:
            self.say_unfinished([*missing, _unfinished(missing, keep)])
        for gone in keeping.remove_older(Path(into), keep) if keep else ():
            self.say(f"已删去旧备份 {gone.name}。")

    def _path(self, file: str, into: str) -> str:
        if not into:
            return file
        if why := keeping.why_closed(Path(into)):
            self.fail([f"{why}；请先建好（属主与网站相同，权限 700），再运行。"])
        return str(keeping.new_in(Path(into), timezone.localtime()))

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
            sys.stdout.buffer.flush()
        return manifest


def _unfinished(missing: list[str], keep: int | None) -> str:
    told = f"备份已做好，另缺 {len(missing)} 个文件；请用旧备份补回（见部署文档“文件缺失”）。"
    return told + ("旧备份一份也没有删，补回以后再删。" if keep else "")
