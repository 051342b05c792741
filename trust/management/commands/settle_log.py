from django.core.management.base import CommandError

from trust import log
from trust.command import Command as PublicCommand
from trust.ledger import ENTRIES, SETTLED
from trust.models import AuditEntry


class Command(PublicCommand):
    help = (
        "登记审计员已经查明：这几条记录办理时发现的日志以外的改动是怎么来的。"
        "登记后 verify_log 不再逐条指出，只说共有几条；登记本身也是一条记录。"
    )

    def add_arguments(self, parser):
        parser.add_argument("entries", nargs="+", type=int, metavar="序号", help="记录的序号")
        parser.add_argument("--reason", required=True, metavar="说明", help="查明的情况，何人查明")

    def handle(self, *args, entries, reason, **options):
        numbers = sorted(set(entries))
        there = set(
            AuditEntry.objects.filter(sequence__in=numbers).values_list("sequence", flat=True)
        )
        if missing := [str(number) for number in numbers if number not in there]:
            raise CommandError(f"日志里没有第 {'、'.join(missing)} 条；没有登记。")
        if not reason.strip():
            raise CommandError("--reason 没有写查明的情况；没有登记。")
        log.write_alone(self.actor, SETTLED, after={ENTRIES: numbers}, reason=reason.strip())
        self.say(f"已登记：第 {'、'.join(map(str, numbers))} 条已查明。")
