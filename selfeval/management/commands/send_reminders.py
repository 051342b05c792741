from selfeval.year.reminders import send_due
from trust.command import Command as PublicCommand
from trust.notices.outbox import deliver


class Command(PublicCommand):
    is_timed = True
    help = "向临近截止或逾期未交的县市区催报（站内和电子邮件）；同一事由只发一次，可每天运行。"

    def add_arguments(self, parser):
        parser.add_argument("--year", type=int, help="只催这个年度的任务")

    def handle(self, *args, **options):
        sent = send_due(actor=self.actor, year=options["year"])
        for reminder in sent:
            report = reminder.report
            self.stdout.write(f"{report.task.year} {report.named} {report.task.undated}")
        self.stdout.write(f"共催报 {len(sent)} 份。")
        for why in deliver().unreachable:
            self.say(f"{why}；催报邮件留在发件箱，以后再发。站内已经提示。")
