"""Rows altered behind the log that an honest act then writes or removes: it covers nothing up."""

from collections.abc import Callable
from random import Random

from django.db import models

from script.drills.tampering import Report, altering, any_row, verify_log

WRITE, REMOVE = "改后照常办理：写这一行", "改后照常办理：删这一行"


def tamper_before_acts(report: Report, random: Random) -> None:
    """A row of every table the log answers for, written; then one of every table, removed. Stays
    done. What the database or the product itself does not allow to be done counts as refused."""
    from trust import registries

    tables = [model for _, model in registries.answered_rows.items()]
    told = [
        (kind, place)
        for kind, act in ((WRITE, _write), (REMOVE, models.Model.delete))
        for model in tables
        if (place := _acted_upon(model, act, report, random))
    ]
    named = [line for line in verify_log("--quick").stderr.splitlines() if "条办理时，" in line]
    for kind, place in told:
        report.done += 1
        report.kinds[kind] += 1
        if any(place in line for line in named):
            report.found["命令 verify_log，由办理的记录"] += 1
        else:
            report.missed.append(f"{kind} {place}")


def _acted_upon(model: type[models.Model], act: Callable, report: Report, random: Random) -> str:
    """Alter a row and have an act do this to it; return how verify_log names it, "" for none."""
    from trust import log

    row = any_row(model, random)
    if row is None or (altered := altering(row, random)) is None:
        return ""
    one, (name, own, other) = model._base_manager.filter(pk=row.pk), altered
    place = f"（{model._meta.db_table} {row.pk}）"
    one.update(**{name: other})
    try:
        with log.acting():
            act(one.get())
            log.write(log.Actor("演练"), "演练")
    except Exception:  # noqa: BLE001  # protected, refused or not to be computed any more
        one.update(**{name: own})
        report.refused += 1
        return ""
    return place


def _write(row: models.Model) -> None:
    row.save_base(force_update=True)
