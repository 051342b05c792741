from django.core.management.base import CommandError

from trust import log
from trust.backup import BackupRefused, NotOpened, missing_lines, read_backup
from trust.command import Command as PublicCommand
from trust.command import seekable


class Command(PublicCommand):
    help = (
        "把备份恢复到空的站点（没有任何数据的数据库）；- 表示标准输入。中断的可以重来。"
        "备份时就缺少的文件逐个写明，退出状态为 2。"
    )
    needs_migrated = False  # what was broken off may stand under another structure

    def add_arguments(self, parser):
        parser.add_argument("file", metavar="文件")

    def handle(self, *args, file, **options):
        self.say("正在核对备份、建立数据库结构，一两分钟后写明结果……")
        try:
            with seekable(file) as path:
                manifest = read_backup(path)
        except BackupRefused as error:
            way = ""
            if isinstance(error, NotOpened) and error.is_barred:
                way = f"请由 root 从标准输入给：kaohe restore - < {file}"
            raise CommandError(f"没有恢复任何内容：{error}{way}") from error
        missing = missing_lines(manifest)
        after = {"备份于": manifest["created_at"], "缺少文件": len(missing)}
        log.write_alone(self.actor, "恢复备份", label=file, after=after)
        rows = sum(table["rows"] for table in manifest["tables"].values())
        self.say(
            f"已恢复 {rows} 行数据、{len(manifest['files'])} 个文件。"
            "请运行 rebuild_summaries、verify_log。"
        )
        if missing:
            told = f"数据已全部恢复；有 {len(missing)} 个文件备份时就缺少，请从更早的备份找回。"
            self.say_unfinished([*missing, told])
