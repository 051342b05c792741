from assessment.frozen.codes import card_with_code, is_taken_back, newest_of
from lib.rounding import format_fixed
from trust.command import Command as PublicCommand


class Command(PublicCommand):
    help = "查验评分卡上印的校验码：年度、单位、状态、总分，以及是不是最新的一号。"

    def add_arguments(self, parser):
        parser.add_argument(
            "code", help="20 位，如 7K3M9-Q2X4B-TW0DH-N5R8C；不分大小写，连字符可省"
        )

    def handle(self, *args, code, **options):
        card = card_with_code(code)
        if card is None:
            self.fail([f"没有查到校验码 {code[:40]} 对应的评分卡；请核对是否抄错。"])
        snapshot = card.snapshot
        newest = newest_of(snapshot)
        latest = "是最新的一号" if newest == snapshot else f"不是最新，最新为第{newest.number}号"
        if is_taken_back(snapshot):
            latest = "审定已撤回，现不作数"
        self.stdout.write(
            f"{snapshot.year}{card.city_name}，{snapshot.named}，"
            f"总分 {format_fixed(card.total)}，{latest}"
        )
