"""What one city of the demo reports of itself: handed in, with a remark and a file; the others
are gone without, each with a reason."""

import random
from collections.abc import Callable
from decimal import Decimal

from django.utils import timezone

from assessment.models import CityTable, Measure, Result
from assessment.self_check.actions import FigureEntry, add_files, write_figures
from assessment.self_check.handing_in import hand_in, to_hand_in
from cities.models import Account
from portal.demo.sites import DemoSite
from trust import files, log

REMARK = "按验收表汇总，台账备查。"
PROOF = ("自查台账.txt", "演示：本市自查台账。")

Invented = Callable[[Measure, random.Random], Decimal]


def report_own_figures(site: DemoSite, invented: Invented) -> None:
    """Let the demo's city report most of what its offices will record, and hand it in."""
    username, title, key = site.unit
    account = Account.objects.get(username=username)
    tables = CityTable.objects.select_related("year", "city")
    table = tables.filter(year__number=site.year, city__key=key).first()
    if table is None:
        return
    told = {"user": account, "actor": log.Actor(str(account), account=account, role=title)}
    rows = Result.objects.filter(measure__component__item__section__table=table)
    entries = [_entry(row, invented) for row in rows.select_related("measure").order_by("pk")]
    now = timezone.now()
    write_figures(table=table, entries=entries, now=now, **told)
    name, words = PROOF
    proof = [(files.store(words.encode()), name)]
    add_files(table=table, result_id=entries[0].result_id, files=proof, now=now, **told)
    hand_in(table=table, seal=to_hand_in(table).seal, now=now, **told)


def _entry(result: Result, invented: Invented) -> FigureEntry:
    measure = result.measure
    dice = random.Random(measure.code)
    if measure.places:
        done = tuple(place for place in measure.places if dice.random() > 0.06)
        return FigureEntry(result.pk, 0, Decimal(len(done)), ticked=done)
    remark = REMARK if measure.kind == Measure.Kind.QUANTITY else None
    return FigureEntry(result.pk, 0, invented(measure, dice), remark=remark)
