from assessment.next_year.actions import clone_year
from assessment.next_year.told import lines_of
from trust.command import Command as PublicCommand


class Command(PublicCommand):
    help = "照一个年度新建另一个年度：指标表、规则、目标、口径和任务，不带结果；列出须核定的事项。"

    def add_arguments(self, parser):
        parser.add_argument("from", type=int, metavar="FROM")
        parser.add_argument("to", type=int, metavar="TO")

    def handle(self, *args, **options):
        cloned = clone_year(
            source=options["from"], target=options["to"], user=None, actor=self.actor
        )
        for line in lines_of(cloned):
            self.stdout.write(line)
