from trust import registries
from trust.command import Command as PublicCommand


class Command(PublicCommand):
    help = "按记录重新生成各页所用的摘要；升级后运行一次，之后由各项操作随时更新。"

    def add_arguments(self, parser):
        parser.add_argument(
            "--check",
            action="store_true",
            help="只核对不改动：与记录不符的逐行列出，退出码为 1",
        )

    def handle(self, *args, check, **options):
        if check:
            self._check()
            return
        for name, kept in registries.summaries.items():
            self.say(f"{name}：已按记录重新生成 {kept.rebuild()} 份摘要。")

    def _check(self) -> None:
        found = [
            f"{name}：{fault.sentence}。"
            for name, kept in registries.summaries.items()
            for fault in kept.check()
        ]
        if found:
            last = f"共 {len(found)} 处；请运行 rebuild_summaries 重新生成，并查明何人改动。"
            self.fail([*found, last])
        self.say("各页所用的摘要与记录一致。")
