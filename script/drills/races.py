"""Several people at one thing at once, each a process of its own: one winner, nothing lost.

The acts are the site's own, on rows made for the round; both databases (DRILL_DATABASE).
"""

import os
import random
import sys
import time
from collections.abc import Callable, Sequence
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

from script.drills import inside, record
from script.drills.sites import migrated_site
from script.drills.together import CROWDED, REFUSED, WON, people_of

SHARE = float(os.environ.get("DRILL_SHARE", "1"))
WRITERS, EDITS, COUNTIES, TABS, ROUNDS = 8, 100, 122, 4, 200
#: Signing reads its column first: who writes begins so many seconds later at the most.
HEAD_START = 0.3


def main() -> None:
    with TemporaryDirectory() as folder:
        site = migrated_site(Path(folder), "raced")
        inside.enter(site)
        rows = [
            _one_cell(),
            _own_cells(),
            _tabs(),
            _pair("a cell written / its column signed", _ready_to_sign, (_write, _sign)),
            _pair("a report submitted / edited in another tab", _ready_to_submit, (_submit, _edit)),
            _pair("accepted / sent back", _ready_to_accept, (_accept, _send_back)),
            _pair("published / opened again", _ready_to_publish, (_publish, _reopen)),
        ]
        rows.append(("the log afterwards", "every entry", _log_faults(), ""))
    _tell(rows)


def _tell(rows: Sequence[tuple]) -> None:
    database = os.environ.get("DRILL_DATABASE", "postgresql")
    for row in rows:
        print("  " + " · ".join(map(str, row)), flush=True)
    if SHARE == 1:
        heads = ("race", "size", "lost, doubled or undecided", "who won")
        record.write(f"Races (`races`), {database}", record.table(heads, rows))
    if any(row[2] for row in rows):
        sys.exit(1)


def _times(whole: int) -> int:
    return max(2, round(whole * SHARE))


def _pair(what: str, ready: Callable[[], tuple], acts: Sequence[Callable]) -> tuple:
    """Two acts of which one excludes the other, so often. ready(): makes rows for a round, and
    returns their key and a check of how they stand in the end, given what became of each."""
    wrong, wins = [], [0, 0]
    with people_of(acts) as together:
        for _ in range(_times(ROUNDS)):
            key, fault = ready()
            came = together(key)
            if sorted(came) != [REFUSED, WON]:
                wrong.append(f"{came}")
            elif why := fault(came[0] == WON):
                wrong.append(why)
            wins[came[1] == WON] += 1
    for why in wrong[:3]:
        print(f"  {what}: {why}", flush=True)
    return (what, f"{_times(ROUNDS)} rounds", len(wrong), f"{wins[0]} : {wins[1]}")


# --- Cells ----------------------------------------------------------------------------------------


def _office():
    from tests.factories import make_account, make_office

    return make_account(role="office", office=make_office("培训中心"), full_name="培训乙")


def _cells(number: int) -> list[int]:
    """Return as many cells of one card that one office collects."""
    from assessment.engine.types import MeasureKind
    from assessment.models import Component, Result
    from tests.factories import make_measure, make_table

    component = Component.objects.filter(item__section__table=make_table()).order_by("pk").first()
    kind = MeasureKind.QUANTITY
    measures = [make_measure(component, f"第{n}项", kind, "人", 9) for n in range(number)]
    return [Result.objects.get(measure=measure).pk for measure in measures]


def _write_until_it_holds(result: int, value: int, user) -> None:
    from django.db import OperationalError

    from assessment.actions.results import Conflict, Entry, record_result
    from assessment.models import Result
    from trust import log

    while True:
        seen = Result.objects.values_list("version", flat=True).get(pk=result)
        try:
            entry = Entry(result, Decimal(value), seen)
            record_result(entry=entry, user=user, actor=log.Actor("乙", user, "培训中心"))
        except Conflict:
            continue
        except OperationalError as error:
            if str(error) not in CROWDED:
                raise
            continue
        return


def _one_cell() -> tuple:
    user, (cell,) = _office(), _cells(1)
    edits = _times(EDITS)
    acts = [_series(lambda n: cell, range(w * 1000 + 1, w * 1000 + edits + 1), user)
            for w in range(WRITERS)]  # fmt: skip
    return _written("one cell", [cell], acts, edits)


def _own_cells() -> tuple:
    from assessment.models import Year

    Year.objects.all().update(number=2016)
    user, cells, edits = _office(), _cells(WRITERS), _times(EDITS)
    acts = [_series(lambda n, c=cell: c, range(1, edits + 1), user) for cell in cells]
    return _written("a cell each on one card", cells, acts, edits)


def _series(cell_of: Callable, values: range, user) -> Callable[[int], None]:
    def write(_: int) -> None:
        for value in values:
            _write_until_it_holds(cell_of(value), value, user)

    return write


def _written(what: str, cells: list[int], acts: Sequence[Callable], edits: int) -> tuple:
    from assessment.models import Result

    with people_of(acts) as together:
        came = together(0)
    versions = sum(Result.objects.filter(pk__in=cells).values_list("version", flat=True))
    told = Result.history.filter(id__in=cells, version__gt=0).count()
    wrong = [one for one in came if one != WON]
    wanted = WRITERS * edits
    lost = max(abs(wanted - versions), abs(wanted - told))
    print(*(f"  {what}: {one}" for one in wrong[:3]), sep="\n", flush=True)
    return (what, f"{WRITERS} writers × {edits}", lost + len(wrong), "")


# --- Reports --------------------------------------------------------------------------------------


def _report(state: str = ""):
    from selfeval.models import Task
    from tests.selfeval.factories import (
        fill_report,
        make_filer,
        make_report,
        make_submitted,
        make_task,
    )  # fmt: skip

    report = make_report(Task.objects.first() or make_task())
    user = make_filer(report)
    if state:
        make_submitted(report, user, state=state)
    else:
        fill_report(report, user=user)
    report.refresh_from_db()
    return report


def _who(account) -> dict:
    from tests.selfeval.factories import actor_for

    return {"user": account, "actor": actor_for(account)}


def _filer(report) -> dict:
    from cities.models import Account

    return _who(Account.objects.get(memberships__place=report.county))


def _officer() -> dict:
    from cities.models import Account
    from tests.factories import make_account

    found = Account.objects.filter(memberships__role="assessment_office").first()
    return _who(found or make_account("officer", role="assessment_office"))


def _held(key: int):
    from selfeval.models import Report

    return Report.objects.select_related("county").get(pk=key)


def _tabs() -> tuple:
    """Every county sends from four tabs at once: one submission, receipts without a gap."""
    from selfeval.models import Submission

    counties = [_report().pk for _ in range(_times(COUNTIES))]
    before = Submission.objects.count()
    with people_of([_submit] * TABS) as together:
        odd = [one for key in counties for one in together(key) if one != WON]
    receipts = list(Submission.objects.order_by("pk").values_list("receipt", flat=True))[before:]
    numbers = sorted(
        int("".join(c for c in r.rpartition("〕")[2] if c.isdigit())) for r in receipts
    )
    gaps = numbers != list(range(numbers[0], numbers[0] + len(counties)))
    wrong = abs(len(receipts) - len(counties)) + gaps + len(odd)
    posts = f"{len(counties)} counties × {TABS} tabs"
    return ("one report submitted by four tabs", posts, wrong, f"{len(receipts)} submissions")


def _submit(key: int) -> None:
    from selfeval.filing.actions.submitting import submit_report

    report = _held(key)
    submit_report(report_id=key, version=_seen(report), **_filer(report))


def _seen(report) -> int:
    """The version of the page: a draft's first tab has submitted before the last asks."""
    return report.version if report.state == "draft" else report.version - 1


def _edit(key: int) -> None:
    from selfeval.filing.actions.drafts import Edit, write_cells

    report = _held(key)
    edits = [Edit("contact", "另一个窗口", None)]
    written = write_cells(report_id=key, edits=edits, **_filer(report))
    if written.refused:
        raise RuntimeError(str(written.refused))


def _ready_to_submit() -> tuple:
    report = _report()

    def fault(submitted: bool) -> str:
        now = _held(report.pk)
        return "" if (now.latest is not None) == submitted else f"{now.state} after {submitted=}"

    return report.pk, fault


def _ready_to_accept() -> tuple:
    return _standing("province_review", lambda accepted: "accepted" if accepted else "returned")


def _ready_to_publish() -> tuple:
    return _standing("accepted", lambda published: "published" if published else "returned")


def _standing(state: str, wanted: Callable[[bool], str]) -> tuple:
    report = _report(state)
    _officer()  # or each of the two makes one

    def fault(first_won: bool) -> str:
        now = _held(report.pk).state
        return "" if now == wanted(first_won) else f"{now} after {first_won=}"

    return report.pk, fault


def _accept(key: int) -> None:
    from selfeval.review.actions.flow import accept_report

    accept_report(report_id=key, version=_held(key).version, **_officer())


def _send_back(key: int) -> None:
    from selfeval.review.actions.flow import return_report

    told = {"reason": "请补充。", "cells": None, "correct_by": None}
    return_report(report_id=key, version=_held(key).version, **told, **_officer())


def _publish(key: int) -> None:
    from selfeval.review.actions.flow import publish_report

    publish_report(report_id=key, version=_held(key).version, decided={}, **_officer())


def _reopen(key: int) -> None:
    from selfeval.review.actions.flow import reopen_accepted

    told = {"reason": "需要更正。"}
    reopen_accepted(report_id=key, version=_held(key).version, **told, **_officer())


# --- Signatures -----------------------------------------------------------------------------------


def _ready_to_sign() -> tuple:
    """A year of its own for each round: a signature stands for its column."""
    from assessment.models import Result, Year
    from cities.models import Account
    from tests.factories import make_table

    taken = Year.objects.order_by("-number").values_list("number", flat=True).first() or 2017
    Year.objects.filter(number=2017).update(number=taken + 1)
    table = make_table()
    own = Result.objects.filter(measure__component__item__section__table=table)
    person = Account.objects.filter(memberships__role="office").order_by("pk").first()
    own.update(value=1, version=1, recorded_by=person, recorded_as="培训中心")
    cell = own.order_by("pk").first()

    def fault(written: bool) -> str:
        now = Result.objects.get(pk=cell.pk)
        is_signed = now.sign_off_id is not None
        return "" if is_signed != written else f"signed {is_signed}, {written=}"

    return cell.pk, fault


def _own_office() -> dict:
    from cities.models import Account
    from trust import log

    account = Account.objects.filter(memberships__role="office").order_by("pk").first()
    return {"user": account, "actor": log.Actor("乙", account, "培训中心")}


def _write(key: int) -> None:
    from assessment.actions.results import Entry, record_result

    time.sleep(random.uniform(0, HEAD_START))
    record_result(entry=Entry(key, Decimal(7), 1), **_own_office())


def _sign(key: int) -> None:
    from assessment.flow.signing import sign_off
    from assessment.models import Year
    from tests.assessment.flow.signs import column

    seen = column()
    year = Year.objects.get(number=2017)
    sign_off(year=year, key=seen.key, seen=seen.mark, reasons={}, **_own_office())


def _log_faults() -> int:
    from trust import log

    broken = log.verify()[2]
    if broken:
        print(f"  entry {broken.sequence}: {broken.why}", flush=True)
    return int(broken is not None)
