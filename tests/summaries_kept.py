"""Summaries are what the records say: what every action of the suite is held to.

At the end of each act that wrote rows of the assessment, all summaries that pages would read are
compared with what the calculator makes of the records, whichever the act thought it had touched.
Tests also write rows behind the acts; what was kept before that is no longer read, as of another
program.
"""

import re

from django.db import connection

#: Beyond these a site was loaded: only small ones are computed again after every act.
MOST = 30
WRITES = re.compile(r'(?:INSERT INTO|UPDATE|DELETE FROM) "assessment_(?!historical|unitsummary)')

_kept = False


class SummaryDiffers(AssertionError):
    """An act left a summary that is otherwise than the records say."""


def watch(connection, **_signal) -> None:
    """Watch a connection that was just made."""
    if _forget not in connection.execute_wrappers:
        connection.execute_wrappers.append(_forget)


def _forget(execute, sql, params, many, context):
    global _kept
    if _kept and WRITES.match(sql) and not _is_acting(context["connection"]):
        _kept = False
        execute("UPDATE assessment_unitsummary SET made_by = ''", None, False, context)
    return execute(sql, params, many, context)


def _is_acting(connection) -> bool:
    """The tests' own blocks are not durable."""
    return any(block.durable for block in connection.atomic_blocks)


def compared(follow):
    """Return what follows an act, and then compares."""

    def followed(rows):
        global _kept
        follow(rows)
        if any(model._meta.app_label == "assessment" for model in rows):
            _kept = True
            counting, connection.force_debug_cursor = connection.force_debug_cursor, False
            try:
                _compare()
            finally:
                connection.force_debug_cursor = counting

    return followed


def _compare() -> None:
    from assessment.loading import load_policy, load_tables
    from assessment.models import CityTable, UnitSummary, Year
    from assessment.rounds.lights import with_lights
    from assessment.summaries.figures import figures_of, made_by

    held = UnitSummary.objects.exclude(made_by="").select_related("table")[: MOST + 1]
    held = {summary.table_id: summary for summary in held}
    if len(held) > MOST:
        return
    for year in Year.objects.filter(pk__in={summary.table.year_id for summary in held.values()}):
        policy = load_policy(year)
        tables = with_lights(load_tables(CityTable.objects.filter(year=year)))
        for pk, figures in figures_of(tables, policy).items():
            kept = held.get(pk)
            if kept and kept.made_by == made_by(policy) and kept.figures != figures:
                raise SummaryDiffers(f"{kept}: {kept.figures} instead of {figures}")
