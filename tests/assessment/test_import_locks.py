"""Imports read and check before they lock: how long others wait does not hang on that."""

from dataclasses import replace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from assessment.actions import importing
from assessment.actions.exchange import import_differences
from assessment.actions.importing import ImportRefused, import_tables
from assessment.collection.differences import ResultChange
from assessment.models import CityTable, Result
from tests.assessment.replacing import CITIES, reading_of
from tests.assessment.seeds import ACTOR, import_2017
from trust.imports import Source
from trust.models import AuditEntry

pytestmark = pytest.mark.django_db

LOCKS_OR_WRITES = ("FOR UPDATE", "FOR NO KEY UPDATE", "INSERT", "UPDATE ", "DELETE", "SAVEPOINT")
LOG_AND_FRAME = ("trust_auditentry", "pg_advisory_xact_lock", "SAVEPOINT")


def asked(act) -> list[str]:
    with CaptureQueriesContext(connection) as captured:
        act()
    return [query["sql"] for query in captured]


def differences(count: int) -> list[ResultChange]:
    """The first cells of the year, each with another figure and remark."""
    return [
        ResultChange(
            line=number, place=f"第 {number} 行", result_id=row.pk, version=row.version,
            city="", item="", measure="", before="", after="1", value=row.version + 1,
            remark_before=row.remark, remark=f"第 {row.version} 次", standing="",
        )
        for number, row in enumerate(Result.objects.order_by("pk")[:count])
    ]  # fmt: skip


def bring_in(count: int) -> None:
    import_differences(differences(count), user=None, actor=ACTOR, source=Source("采集表.xlsx"))


def test_an_import_of_results_begins_with_its_lock_and_asks_nothing_after():
    import_2017(only=("长沙市",))

    statements = asked(lambda: bring_in(5))

    begun = next(at for at, sql in enumerate(statements) if sql.startswith("SAVEPOINT"))
    own = [sql for sql in statements[begun:] if not any(word in sql for word in LOG_AND_FRAME)]
    # the lock, what is found; figures and remarks, each with its history; the import, what stood
    # before
    assert [sql.split()[0] for sql in own[:8]] == ["SELECT", "SELECT", *["INSERT"] * 6]
    # the summary of the unit, and what the log keeps of the rows
    assert [sql for sql in own[8:] if not sql.startswith(("SELECT", "DECLARE"))] == [
        sql for sql in own[8:] if "assessment_unitsummary" in sql and "SELECT" not in sql
    ]


def test_an_import_of_results_takes_no_more_statements_for_more_cells():
    import_2017(only=("长沙市",))
    few, many = len(asked(lambda: bring_in(3))), len(asked(lambda: bring_in(30)))
    assert many <= few + 8  # SQLite takes 999 values at a time
    assert AuditEntry.objects.filter(action="录入").count() == 33


def test_a_trial_import_of_tables_neither_locks_nor_writes():
    import_2017(only=CITIES)
    told = [reading_of(city) for city in CITIES]

    statements = asked(
        lambda: import_tables(number=2017, readings=told, actor=ACTOR, replace=True, dry_run=True)
    )

    assert statements
    assert [sql for sql in statements if any(word in sql for word in LOCKS_OR_WRITES)] == []


@pytest.fixture
def meanwhile(monkeypatch):
    """Let something happen between what an import reads and its lock."""

    def happens(act):
        locked = importing._locked_year

        def late(*told):
            monkeypatch.setattr(importing, "_locked_year", locked)
            act()
            return locked(*told)

        monkeypatch.setattr(importing, "_locked_year", late)

    return happens


def write_elsewhere():
    row = Result.objects.get(
        measure__name="茶叶", measure__component__item__section__table__city_name="长沙市"
    )
    row.value, row.version = 71, row.version + 1
    row.save()


def test_a_figure_recorded_while_the_import_looks_is_carried_over(monkeypatch):
    """It is in what was read last, not in what was read first."""
    import_2017(only=("长沙市",))
    read = importing.records_of

    def then_written(table):
        found = read(table)
        if not Result.objects.filter(value=71).exists():
            write_elsewhere()
        return found

    monkeypatch.setattr(importing, "records_of", then_written)

    import_tables(number=2017, readings=[reading_of("长沙市")], actor=ACTOR, replace=True)

    assert Result.objects.get(measure__name="茶叶").value == 71


def test_a_figure_recorded_after_the_look_is_carried_over(meanwhile):
    import_2017(only=("长沙市",))
    meanwhile(write_elsewhere)

    import_tables(number=2017, readings=[reading_of("长沙市")], actor=ACTOR, replace=True)

    assert Result.objects.get(measure__name="茶叶").value == 71


def test_a_figure_recorded_after_the_look_keeps_its_table_from_being_replaced(meanwhile):
    import_2017(only=("长沙市",))
    meanwhile(write_elsewhere)

    with pytest.raises(ImportRefused, match="已有采集结果"):
        import_tables(number=2017, readings=[reading_of("长沙市")], actor=ACTOR)


def test_a_table_made_after_the_look_is_not_made_twice(meanwhile):
    import_2017(only=("株洲市",))
    told = [reading_of("长沙市", note="")]
    meanwhile(lambda: import_2017(only=("长沙市",)))

    report = import_tables(number=2017, readings=told, actor=ACTOR)

    assert (report.created, report.replaced) == ([], ["长沙市"])
    assert CityTable.objects.filter(city_name="长沙市").count() == 1


def test_a_table_issued_after_the_look_is_not_replaced(meanwhile):
    import_2017(only=("长沙市",))
    told = replace(reading_of("长沙市"), notes=("再改",))
    meanwhile(lambda: CityTable.objects.update(issued_at="2017-03-01T00:00Z"))

    with pytest.raises(ImportRefused, match="已下达"):
        import_tables(number=2017, readings=[told], actor=ACTOR)
