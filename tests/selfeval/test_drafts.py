"""Filling in: what is saved, what conflicts, what is refused, and what is kept of it."""

from datetime import timedelta
from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from selfeval.engine.answers import answers_of
from selfeval.filing.actions import drafts
from selfeval.filing.actions.drafts import Edit, write_cells
from selfeval.filing.addresses import words_at
from selfeval.models import CellChange, FormDefinition, Report
from tests.selfeval.factories import (
    WORDS,
    CountQueries,
    actor_for,
    file_report,
    fill_report,
    make_filer,
    make_report,
    make_task,
    put_source,
    write,
)
from trust import log
from trust.models import AuditEntry
from trust.refusals import Refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def report():
    return make_report()


@pytest.fixture
def filer(report):
    return make_filer(report, "tianbao")


def save(report, *edits, user):
    return write_cells(report_id=report.pk, edits=edits, user=user, actor=actor_for(user))


def words(report, address):
    return words_at(answers_of(Report.objects.get(pk=report.pk).data), address)


def test_a_cell_is_saved_with_its_version_its_change_and_one_log_entry(report, filer):
    written = save(report, Edit("budget", "100", 0), Edit("spent", " 95\u0000 ", 0), user=filer)

    assert written.saved == {"budget": 1, "spent": 1}
    assert (words(report, "budget"), words(report, "spent")) == ("100", "95")
    changes = CellChange.objects.order_by("cell").values_list("cell", "version", "before", "after")
    assert list(changes) == [("budget", 1, "", "100"), ("spent", 1, "", "95")]
    entry = AuditEntry.objects.get(action="填报")
    assert (entry.before, entry.after) == (
        {"budget": "", "spent": ""},
        {"budget": "100", "spent": "95"},
    )
    assert log.verify()[2] is None
    report.refresh_from_db()
    assert (report.version, str(report.execution)) == (2, "0.950000")
    assert report.history.count() == 2


def test_saving_cells_costs_the_same_however_many_there_are(report, filer, other_reports):
    edits = [Edit(address, text, 0) for address, text in WORDS.items()]
    write_one = [Edit("unit", "望城区", 0)]

    for batch in (write_one, edits):
        with CountQueries() as counted:
            save(report, *batch, user=filer)
        assert counted.total <= 13, counted.listed


def test_a_colleagues_cell_is_a_conflict_that_tells_mine_and_theirs(report, filer):
    colleague = make_filer(report, "tongshi")
    save(report, Edit("budget", "100", 0), user=colleague)

    written = save(report, Edit("budget", "120", 0), Edit("spent", "90", 0), user=filer)

    (conflict,) = written.conflicts
    assert (conflict.address, conflict.mine, conflict.theirs) == ("budget", "120", "100")
    assert (conflict.by, conflict.version) == ("tongshi", 1)
    assert conflict.at is not None
    assert written.saved == {"spent": 1}
    assert (words(report, "budget"), words(report, "spent")) == ("100", "90")
    again = save(report, Edit("budget", "120", conflict.version), user=filer)
    assert again.saved == {"budget": 2}


def test_equal_words_are_no_conflict_and_write_nothing(report, filer):
    colleague = make_filer(report, "tongshi")
    save(report, Edit("budget", "100", 0), user=colleague)
    entries = AuditEntry.objects.count()

    written = save(report, Edit("budget", "100", 0), user=filer)

    assert (written.saved, written.conflicts) == ({"budget": 1}, ())
    assert AuditEntry.objects.count() == entries


@pytest.mark.parametrize(
    ("address", "text", "why"),
    [
        ("rate", "95", "由系统计算"),
        ("satisfaction.target", "80", "由表式给定"),
        ("nothing", "1", "没有这一格"),
        ("projects.9.name", "x", "没有这一格"),
        ("projects.total.amount", "5", "由系统计算"),
        ("trained.label", "别的名称", "指标名称由表式规定"),
        ("trained.dropped", "是", "不允许删去"),
        ("villages.dropped", "对", "请填"),
        ("trained.unit", "次", "由表式规定"),
        ("explain:<x>@y", "z", "没有这一条"),
        ("a" * 300, "x", "没有这一格"),
        ("", "x", "没有这一格"),
        ("summary", "长" * 200_001, "超过"),
    ],
)
def test_what_cannot_be_written_is_refused_with_its_reason(report, filer, address, text, why):
    written = save(report, Edit(address, text, 0), Edit("budget", "1", 0), user=filer)

    assert [(a, why in told) for a, told in written.refused] == [(address, True)]
    assert written.saved == {"budget": 1}


def test_words_in_a_computed_cell_can_be_cleared(filer):
    report = make_report(make_task(year=2018))
    Report.objects.filter(pk=report.pk).update(data=report.data | {"fields": {"rate": "9"}})
    user = make_filer(report)

    written = save(report, Edit("rate", "", 0), user=user)

    assert written.saved == {"rate": 1}
    assert words(report, "rate") == ""


@pytest.mark.parametrize(
    ("seconds", "grace", "extended", "taken"),
    [
        (-1, 0, None, True),
        (0, 0, None, True),
        (1, 0, None, False),
        (599, 10, None, True),
        (600, 10, None, True),
        (601, 10, None, False),
        (3599, 0, 3600, True),
        (3600, 0, 3600, True),
        (3601, 0, 3600, False),
        (4200, 10, 3600, True),
        (4201, 10, 3600, False),
        (0, 0, -3600, True),  # an extension never shortens
        (1, 0, -3600, False),
    ],
)
def test_the_deadline_goes_by_the_second(seconds, grace, extended, taken):
    deadline = timezone.now().replace(microsecond=0)
    task = make_task(deadline=deadline, grace_minutes=grace)
    until = deadline + timedelta(seconds=extended) if extended is not None else None
    report = make_report(task, extended_until=until)
    user = make_filer(report)
    arrival = deadline + timedelta(seconds=seconds)

    if taken:
        assert write(report, {"budget": "1"}, user=user, now=arrival).saved == {"budget": 1}
    else:
        with pytest.raises(Refused, match="填报已于 .* 截止.*请联系考核办延期"):
            write(report, {"budget": "1"}, user=user, now=arrival)
        assert words(report, "budget") == ""


def test_nothing_is_written_before_the_opening_or_by_others(report, filer):
    other = make_filer(make_report(report.task))
    with pytest.raises(Refused, match="只有"):
        save(report, Edit("budget", "1", 0), user=other)
    report.task.opens_at = timezone.now() + timedelta(days=1)
    report.task.save()
    with pytest.raises(Refused, match="填报将于"):
        save(report, Edit("budget", "1", 0), user=filer)
    assert CellChange.objects.count() == 0


def test_rows_are_added_and_removed_and_their_keys_never_used_again(report, filer):
    told = {"report_id": report.pk, "user": filer, "actor": actor_for(filer)}
    assert [drafts.add_row(table="projects", **told) for _ in range(2)] == ["1", "2"]
    save(report, Edit("projects.2.name", "水渠", 0), Edit("projects.2.amount", "5", 0), user=filer)

    drafts.remove_row(table="projects", row="2", version=None, **told)

    assert drafts.add_row(table="projects", **told) == "3"
    rows = Report.objects.get(pk=report.pk).data["tables"]["projects"]
    assert rows == [{"row": "1"}, {"row": "3"}]
    gone = CellChange.objects.filter(cell="projects.2.name").first()
    assert (gone.before, gone.after) == ("水渠", "")
    with pytest.raises(Refused, match="已不存在"):
        drafts.remove_row(table="projects", row="2", version=None, **told)


def test_a_row_that_a_colleague_just_filled_is_not_removed(report, filer):
    told = {"report_id": report.pk, "user": filer, "actor": actor_for(filer)}
    drafts.add_row(table="projects", **told)
    seen = Report.objects.get(pk=report.pk).version
    save(report, Edit("projects.1.name", "水渠", 0), user=make_filer(report))

    with pytest.raises(Refused, match="刚被他人修改"):
        drafts.remove_row(table="projects", row="1", version=seen, **told)
    assert words(report, "projects.1.name") == "水渠"


def test_rows_stop_at_the_forms_maximum_and_fixed_tables_do_not_grow(report, filer):
    told = {"report_id": report.pk, "user": filer, "actor": actor_for(filer)}
    for _ in range(5):
        drafts.add_row(table="projects", **told)
    with pytest.raises(Refused, match="最多填 5 行"):
        drafts.add_row(table="projects", **told)
    with pytest.raises(Refused, match="不能增减"):
        drafts.add_row(table="nothing", **told)


def test_an_indicator_of_the_countys_own_is_added_filled_and_removed(report, filer):
    told = {"report_id": report.pk, "user": filer, "actor": actor_for(filer)}
    code = drafts.add_indicator(parent="benefit", label="增收", **told)
    assert code == "benefit_a1"
    written = save(
        report,
        *[Edit(f"{code}.{a}", text, 0) for a, text in (("target", "5"), ("unit", "%"))],
        Edit(f"{code}.label", "人均增收", 1),
        user=filer,
    )
    assert written.refused == ()

    drafts.remove_indicator(code=code, **told)

    assert Report.objects.get(pk=report.pk).data["indicators"] == []
    assert drafts.add_indicator(parent="benefit", label="另一项", **told) == "benefit_a2"
    for wrong in ("trained", "nothing"):
        with pytest.raises(Refused, match="只能删除自行增加"):
            drafts.remove_indicator(code=wrong, **told)
        with pytest.raises(Refused, match="不能增加"):
            drafts.add_indicator(parent=wrong, label="x", **told)


def test_prefill_brings_the_place_and_last_years_figures_and_wipes_nothing(report, filer):
    last = make_report(make_task(year=2016, form=report.task.form), report.county)
    write(last, {"quota": "16", "trained.target": "150", "villages.target": "3"})
    submit_as_it_is(last)
    write(report, {"villages.target": "9"}, user=filer)

    told = {"report_id": report.pk, "user": filer, "actor": actor_for(filer)}
    assert drafts.prefill(**told) == 3

    assert words(report, "unit") == report.county_name
    assert words(report, "quota") == "16"
    assert words(report, "trained.target") == "150"
    assert words(report, "villages.target") == "9"
    assert drafts.prefill(**told) == 0


def test_a_filled_report_has_its_score_and_nothing_left_to_do(report, filer):
    fill_report(report, user=filer)

    assert (report.total_shown, report.grade, report.errors, report.unexplained) == (
        "98",
        "优秀",
        0,
        0,
    )
    assert report.cells_filled == report.cells_total


def test_what_is_not_filled_in_yet_is_no_error(report, filer, client):
    assert (report.errors, report.to_fill > 0) == (0, True)
    client.force_login(filer)
    for shown in (client.get(reverse("selfeval")), client.get(reverse("home"))):
        page = shown.content.decode()
        assert "错误" not in page
        assert f"待填 {report.to_fill} ·" in page
    write(report, {"spent": "约一百"}, user=filer)
    report.refresh_from_db()
    assert report.errors == 1
    assert "错误 1" in client.get(reverse("selfeval")).content.decode()


def test_a_projects_line_tells_errors_and_what_is_to_fill_apart(filer, client, report):
    task = make_task(report.task.form, year=2018, by_project=True)
    own = make_report(task, report.county, project="移民培训")
    client.force_login(filer)
    page = client.get(reverse("projects", args=[task.pk, own.county_id])).content.decode()
    assert "错误" not in page
    assert f"待填 {own.to_fill}" in page


def test_reports_of_the_program_before_are_counted_anew(report, filer):
    other = make_report(report.task)
    write(other, {"spent": "约一百"})
    filed = make_report(report.task)
    file_report(filed)
    Report.objects.filter(pk__in=[report.pk, other.pk]).update(errors=9)
    Report.objects.filter(pk=filed.pk).update(errors=3)  # none of its own kind; left as it is
    migration = import_module("selfeval.migrations.0008_errors_without_what_is_missing")
    migration.count_anew(apps, None)
    found = dict(Report.objects.values_list("pk", "errors"))
    assert found == {report.pk: 0, other.pk: 1, filed.pk: 3}


def test_one_form_of_the_program_before_that_cannot_be_read_does_not_stop_the_upgrade(report):
    FormDefinition.objects.update(definition={"code": "small"})
    Report.objects.update(errors=9)
    migration = import_module("selfeval.migrations.0008_errors_without_what_is_missing")
    migration.count_anew(apps, None)
    report.refresh_from_db()
    assert report.errors == 9


@pytest.mark.parametrize(
    ("name", "form", "shown", "grade"),
    [
        ("2017_yueyanglou", "department_basic", "98", "优秀"),
        ("2020_hengyang", "department_scored", "—", ""),
        ("2022_shaodong", "unit_narrative", "—", ""),
        ("2023_yueyang", "resettlement_fund", "97.16", "优"),
    ],
)
def test_a_source_report_keeps_its_score_in_the_columns(name, form, shown, grade):
    from tests.selfeval.factories import make_form

    report = make_report(make_task(make_form(form), year=int(name[:4])))

    put_source(report, name)

    assert (report.total_shown, report.grade) == (shown, grade)


def test_hengyang_is_95_once_the_empty_satisfaction_score_is_filled():
    from tests.selfeval.factories import make_form

    report = make_report(make_task(make_form("department_scored"), year=2020))
    put_source(report, "2020_hengyang")
    assert report.errors == 1

    write(report, {"satisfaction.score": "10"}, user=make_filer(report))

    report.refresh_from_db()
    assert (report.total_shown, report.grade, report.errors) == ("95", "优秀", 0)


def test_a_workbook_is_written_whole_or_not_at_all(report, filer):
    save(report, Edit("budget", "100", 0), user=filer)
    told = {"report_id": report.pk, "user": filer, "actor": actor_for(filer)}
    book = {"budget": "120", "spent": "90", "projects.1.name": "水渠"}

    stale = drafts.import_words(words=book, rows={"projects": ["1"]}, seen={}, **told)
    assert [c.address for c in stale.conflicts] == ["budget"]
    wrong = drafts.import_words(words=book | {"rate": "1"}, rows={"projects": ["1"]}, **told)
    assert [a for a, _ in wrong.refused] == ["rate"]
    assert (words(report, "spent"), words(report, "budget")) == ("", "100")

    shown = drafts.import_words(
        words=book, rows={"projects": ["1"]}, seen={"budget": 1}, preview=True, **told
    )
    assert set(shown.saved) == set(book) | {"projects.1"}
    assert words(report, "budget") == "100"
    done = drafts.import_words(words=book, rows={"projects": ["1"]}, seen={"budget": 1}, **told)
    assert (done.conflicts, done.refused) == ((), ())
    assert words(report, "projects.1.name") == "水渠"
    assert words(report, "budget") == "120"


def test_a_workbook_removes_only_rows_it_knew_and_nobody_wrote_into_since(report, filer):
    told = {"report_id": report.pk, "user": filer, "actor": actor_for(filer)}
    for key in ("1", "2", "3"):
        drafts.add_row(table="projects", **told)
        save(report, Edit(f"projects.{key}.name", f"项目{key}", 0), user=filer)
    seen = {"projects.1.name": 1, "projects.2.name": 1}

    done = drafts.import_words(words={}, rows={"projects": ["1"]}, seen=seen, **told)

    assert (done.conflicts, done.refused) == ((), ())
    assert [words(report, f"projects.{key}.name") for key in "123"] == ["项目1", "", "项目3"]
    save(report, Edit("projects.1.name", "改名", 1), user=filer)
    stale = drafts.import_words(words={}, rows={"projects": []}, seen=seen, **told)
    assert [conflict.theirs for conflict in stale.conflicts] == ["改名"]
    assert words(report, "projects.1.name") == "改名"


def submit_as_it_is(report):
    """Make a submission of whatever stands, as if it had been fit."""
    from selfeval.models import Submission

    report.refresh_from_db()
    report.latest = Submission.objects.create(
        report=report, number=1, receipt=f"r{report.pk}", data=report.data, digest="x",
        total_shown="—", submitted_at=timezone.now(), submitted_by=make_filer(report),
    )  # fmt: skip
    report.save()


@pytest.fixture
def other_reports(report):
    return [make_report(report.task) for _ in range(3)]


@pytest.fixture
def meanwhile(monkeypatch):
    """Let a colleague write between what an import reads and its lock."""

    def writes(report, *edits, user):
        hold = drafts.hold

        def late(row):
            save(report, *edits, user=user)
            return hold(row)

        monkeypatch.setattr(drafts, "hold", late)

    return writes


def test_a_workbook_does_not_write_over_what_came_after_it_was_read(report, filer, meanwhile):
    told = {"report_id": report.pk, "user": filer, "actor": actor_for(filer)}
    meanwhile(report, Edit("budget", "100", 0), user=make_filer(report))

    stale = drafts.import_words(words={"budget": "120", "spent": "90"}, seen={}, **told)

    assert [(c.address, c.theirs) for c in stale.conflicts] == [("budget", "100")]
    assert (words(report, "budget"), words(report, "spent")) == ("100", "")


def test_a_workbook_goes_in_beside_what_came_after_it_was_read(report, filer, meanwhile):
    told = {"report_id": report.pk, "user": filer, "actor": actor_for(filer)}
    meanwhile(report, Edit("budget", "100", 0), user=make_filer(report))

    done = drafts.import_words(words={"spent": "90"}, seen={}, **told)

    assert (done.conflicts, done.refused) == ((), ())
    assert (words(report, "budget"), words(report, "spent")) == ("100", "90")
    assert AuditEntry.objects.filter(action="导入填报表").get().after == {"spent": "90"}


def test_the_preview_of_a_workbook_neither_locks_nor_writes(report, filer):
    told = {"report_id": report.pk, "user": filer, "actor": actor_for(filer)}
    with CaptureQueriesContext(connection) as asked:
        shown = drafts.import_words(words={"spent": "90"}, seen={}, preview=True, **told)

    assert list(shown.saved) == ["spent"]
    statements = [query["sql"] for query in asked]
    assert [sql for sql in statements if not sql.startswith("SELECT") or " FOR " in sql] == []
