from assessment.actions.rereading import Reread, reread_table
from assessment.models import CityTable
from trust.command import Command as PublicCommand


class Command(PublicCommand):
    help = "用现在的程序重读已导入的指标表，与现有规则不同的列为待核事项；得分不变。"

    def add_arguments(self, parser):
        parser.add_argument("year", type=int, nargs="?", help="只重读这一年度，默认全部")

    def handle(self, *args, **options):
        tables = CityTable.objects.order_by("year__number", "city__key")
        if options["year"] is not None:
            tables = tables.filter(year__number=options["year"])
            if not tables.exists():
                self.fail([f"没有 {options['year']} 年度的指标表；请检查年度。"])
        done = []
        for table in tables:
            done.append(reread_table(table=table, actor=self.actor))
            for line in told(done[-1]):
                self.stdout.write(line)
        self.stdout.write(summary(done))


def told(reread: Reread) -> list[str]:
    """Return one line for a table, and one for each thing that is new in it."""
    said = []
    if reread.new:
        how = "年度已审定，只列出" if reread.is_frozen else "已列为待核事项"
        said.append(f"{len(reread.new)} 处与现有规则不同，{how}")
    if reread.told:
        said.append(f"{reread.told} 处以前已列出")
    if reread.gone:
        said.append(f"{len(reread.gone)} 处不再不同，已从待核事项中去掉")
    head = f"{reread.year}年度{reread.city}：{'；'.join(said) or '与现有规则一致'}。"
    return [head, *(f"　　{message}" for message in reread.new)]


def summary(done: list[Reread]) -> str:
    kept = sum(len(reread.new) for reread in done if not reread.is_frozen)
    listed = sum(len(reread.new) for reread in done if reread.is_frozen)
    frozen = f"，已审定年度的 {listed} 处只列出" if listed else ""
    return f"重读 {len(done)} 张指标表：新列待核事项 {kept} 处{frozen}。规则和得分都没有改动。"
