"""A county's projects: named, added, pasted, copied, removed; who may, and how many."""

import pytest
from django.utils import timezone

from selfeval.engine.answers import answers_of
from selfeval.filing import project_names
from selfeval.filing.actions import projects
from selfeval.filing.actions.attachments import add_attachment
from selfeval.filing.actions.submitting import submit_report, withdraw_submission
from selfeval.filing.project_names import read_names
from selfeval.loading import draft_of
from selfeval.models import CellChange, Report
from tests.factories import make_account, make_city, make_county
from tests.selfeval.factories import (
    COMMAND,
    CountQueries,
    actor_for,
    file_report,
    fill_report,
    make_form,
    make_report,
    make_task,
    write,
)
from tests.together import at_once
from trust import files
from trust.models import AuditEntry
from trust.refusals import Refused
from trust.versions import Outdated

pytestmark = pytest.mark.django_db


@pytest.fixture
def report():
    """The unnamed draft with which a county begins."""
    return make_report(make_task(by_project=True), make_county("岳阳县", make_city("岳阳市")))


@pytest.fixture
def filer(report):
    user = make_account("tian", role="county", place=report.county)
    return {"user": user, "actor": actor_for(user)}


def add(report, *names, **filer) -> list[Report]:
    return projects.add_projects(
        task_id=report.task_id, county_id=report.county_id, names=names, **filer
    )


def named(report) -> list[str]:
    rows = Report.objects.filter(task=report.task, county=report.county).order_by("pk")
    return list(rows.values_list("project", flat=True))


def name(report, new, filer, *, seen=""):
    return projects.name_project(report_id=report.pk, name=new, seen=seen, **filer)


def test_first_name_goes_to_the_draft_that_nobody_has_filled(report, filer):
    made = add(report, "临时救助", "移民培训", **filer)
    assert named(report) == ["临时救助", "移民培训"]
    assert made[0].pk == report.pk
    assert [row.county_name for row in made] == ["岳阳县", "岳阳县"]
    assert made[1].data["fields"] == {"unit": "岳阳县"}
    assert made[1].history.count() == 1
    entry = AuditEntry.objects.get(action="增加项目")
    assert entry.after == {"项目": ["临时救助", "移民培训"]}
    assert "岳阳市岳阳县" in entry.object_label


def test_draft_that_was_filled_before_it_was_named_is_left_to_be_named(report, filer):
    write(report, {"budget": "100"}, user=filer["user"])
    add(report, "移民培训", **filer)
    assert named(report) == ["", "移民培训"]
    name(report, "临时救助", filer)
    report.refresh_from_db()
    assert (report.named, report.data["fields"]["budget"]) == ("岳阳县 · 临时救助", "100")


def test_new_project_begins_with_last_years_of_its_name(report, filer):
    before = make_task(report.task.form, year=report.task.year - 1, by_project=True)
    file_report(make_report(before, report.county, project="移民培训"), quota="19")
    file_report(make_report(before, report.county, project="临时救助"), quota="7")
    made = add(report, "临时救助", "移民培训", "库区新建便桥", **filer)
    held = [row.data["fields"].get("quota") for row in made]
    assert held == ["7", "19", None]


def test_naming_the_blank_draft_brings_last_years_too(report, filer):
    before = make_task(report.task.form, year=report.task.year - 1, by_project=True)
    file_report(make_report(before, report.county, project="移民培训"), quota="19")
    assert name(report, "移民培训", filer).data["fields"]["quota"] == "19"


@pytest.mark.parametrize("new", ["临时救助", " 临时  救助 ", "临时\n救助"])
def test_a_name_that_is_there_is_refused_however_it_is_spaced(report, filer, new):
    kept = " ".join(new.split())
    add(report, kept, **filer)
    with pytest.raises(Refused, match=f"已经有项目“{kept}”，名称不能重复"):
        add(report, "另一个", new, **filer)
    assert named(report) == [kept]


def test_a_name_given_twice_is_one_project(report, filer):
    add(report, "甲", " 甲 ", **filer)
    assert named(report) == ["甲"]


def test_one_name_too_many_adds_none(report, filer, monkeypatch):
    monkeypatch.setattr(projects, "MOST_PROJECTS", 3)
    add(report, "甲", "乙", **filer)
    with pytest.raises(Refused, match="最多 3 个项目，现有 2 个，不能再增加 2 个"):
        add(report, "丙", "丁", **filer)
    add(report, "丙", **filer)
    assert named(report) == ["甲", "乙", "丙"]
    name(report, "甲一", filer, seen="甲")
    with pytest.raises(Refused, match="最多 3 个项目"):
        projects.copy_project(report_id=report.pk, name="丁", **filer)


def test_adding_costs_the_same_for_any_number_of_names(report, filer):
    counts = []
    for names in (["甲"], [f"桥梁{n}" for n in range(20)]):
        with CountQueries() as counted:
            add(report, *names, **filer)
        counts.append(counted.total)
    # The first names the blank draft; the second makes the others.
    assert counts[1] <= counts[0] + 2


def test_county_of_another_place_adds_and_removes_nothing(report):
    user = make_account("bie", role="county", place=make_county("华容县"))
    other = {"user": user, "actor": actor_for(user)}
    make_report(report.task, report.county, project="临时救助")
    for act in (
        lambda: add(report, "甲", **other),
        lambda: name(report, "甲", other),
        lambda: projects.copy_project(report_id=report.pk, name="甲", **other),
        lambda: projects.remove_project(report_id=report.pk, version=report.version, **other),
    ):
        with pytest.raises(Refused, match="只有岳阳县的填报人可以填报"):
            act()
    assert named(report) == ["", "临时救助"]


def test_after_the_deadline_no_project_comes_or_goes(report, filer):
    late = report.task.deadline + timezone.timedelta(minutes=1)
    for act in (
        lambda: add(report, "甲", now=late, **filer),
        lambda: projects.copy_project(report_id=report.pk, name="甲", now=late, **filer),
    ):
        with pytest.raises(Refused, match="填报已于 .* 截止"):
            act()
    report.extended_until = late + timezone.timedelta(days=1)
    report.save()
    made = add(report, "甲", "乙", now=late, **filer)
    assert {row.extended_until for row in made} == {report.extended_until}


def test_a_task_that_is_not_by_project_has_none(filer):
    report = make_report(make_task(year=2018), make_county("平江县"))
    with pytest.raises(Refused, match="不按项目填报，一县一份"):
        add(report, "甲", user=None, actor=COMMAND)


def test_name_that_a_colleague_gave_meanwhile_is_not_written_over(report, filer):
    name(report, "临时救助", filer)
    with pytest.raises(Refused, match="刚由他人命名为“临时救助”"):
        name(report, "移民培训", filer, seen="")
    assert named(report) == ["临时救助"]
    name(report, "移民培训", filer, seen="临时救助")
    assert named(report) == ["移民培训"]
    assert AuditEntry.objects.filter(action="项目命名").order_by("pk").last().before == {
        "项目": "临时救助"
    }


def test_what_was_submitted_keeps_its_name_and_stays(report, filer):
    name(report, "临时救助", filer)
    add(report, "移民培训", **filer)
    report.refresh_from_db()
    file_report(report, user=filer["user"])
    for state in ("submitted", "withdrawn"):
        if state == "withdrawn":
            withdraw_submission(report_id=report.pk, version=report.version, **filer)
            report.refresh_from_db()
        with pytest.raises(Refused, match="岳阳县 · 临时救助已经提交过，不能改名"):
            name(report, "别名", filer, seen="临时救助")
        with pytest.raises(Refused, match="不能删除"):
            projects.remove_project(report_id=report.pk, version=report.version, **filer)
    assert named(report) == ["临时救助", "移民培训"]


def test_unnamed_project_is_not_submitted(report, filer):
    fill_report(report, user=filer["user"])
    with pytest.raises(Refused, match="还没有填写项目名称"):
        submit_report(report_id=report.pk, version=report.version, **filer)
    assert not report.submissions.exists()


def test_draft_is_removed_with_what_was_typed_and_the_log_says_so(report, filer):
    made = add(report, "甲", "乙", **filer)
    write(made[1], {"budget": "3"}, user=filer["user"])
    add_attachment(
        report_id=made[1].pk, code="", file=files.store(b"%PDF-1.4 x"), name="批复.pdf", **filer
    )
    made[1].refresh_from_db()
    with pytest.raises(Outdated):
        projects.remove_project(report_id=made[1].pk, version=1, **filer)
    projects.remove_project(report_id=made[1].pk, version=made[1].version, **filer)
    assert named(report) == ["甲"]
    assert not CellChange.objects.exists()
    before = AuditEntry.objects.get(action="删除项目").before
    assert before == {"项目": "乙", "附件": ["批复.pdf"]}
    with pytest.raises(Refused, match="最后一个项目"):
        projects.remove_project(report_id=report.pk, version=None, **filer)


def test_copy_takes_the_plan_and_nothing_that_was_done(report, filer):
    name(report, "临时救助", filer)
    words = {"unit": "岳阳县民政局", "contact": "李四", "trained.reason": "略"}
    filled = fill_report(report, words, user=filer["user"])
    code = next(a["code"] for a in filled.data["indicators"] if a.get("parent"))
    source = Report.objects.get(pk=report.pk)
    copy = projects.copy_project(report_id=report.pk, name="移民培训", **filer)

    said = answers_of(copy.data)
    assert said.fields == {"unit": "岳阳县民政局", "contact": "李四"}
    assert said.answer("trained").target == "200"
    assert (said.answer(code).label, said.answer(code).target) == ("受益人口满意", "90")
    for answer in said.indicators.values():
        assert (answer.outcome, answer.score, answer.reason, answer.band) == ("", "", "", "")
    assert (said.total, said.grade, said.explanations) == ("", "", {})
    assert (copy.total, copy.total_shown, copy.saved_at, copy.state) == (None, "—", None, "draft")
    assert Report.objects.get(pk=report.pk).data == source.data
    assert AuditEntry.objects.get(action="复制项目").after["复制自"] == "临时救助"


def test_copy_says_its_own_name_where_the_source_says_its(report, filer):
    name(report, "临时救助", filer)
    write(report, {"unit": "临时救助"}, user=filer["user"])
    copy = projects.copy_project(report_id=report.pk, name="移民培训", **filer)
    assert copy.data["fields"]["unit"] == "移民培训"


def test_copied_rows_keep_their_names_without_their_figures(report, filer):
    from selfeval.filing.actions.drafts import add_row

    name(report, "甲", filer)
    key = add_row(report_id=report.pk, table="projects", **filer)
    told = {f"projects.{key}.name": "道路", f"projects.{key}.amount": "12.5"}
    write(report, told, user=filer["user"])
    copy = projects.copy_project(report_id=report.pk, name="乙", **filer)
    assert copy.data["tables"] == {"projects": [{"row": key, "name": "道路"}]}


# --- the name in the table itself ---------------------------------------------------------------


@pytest.fixture
def official(filer, report):
    """A blank draft of the official table of projects, which asks for the project's name."""
    task = make_task(make_form("project_spending"), year=2024, by_project=True)
    return make_report(task, report.county)


def said(report) -> str:
    return Report.objects.get(pk=report.pk).data["fields"].get("project_name", "")


def test_table_says_the_name_of_its_project_from_the_start(official, filer):
    made = add(official, "临时救助", "移民培训", **filer)
    assert [said(row) for row in made] == ["临时救助", "移民培训"]
    copy = projects.copy_project(report_id=made[0].pk, name="库区新建便桥", **filer)
    assert said(copy) == "库区新建便桥"


def test_another_name_is_said_in_the_table_too_where_the_old_one_was(official, filer):
    made = add(official, "临时救助", "移民培训", **filer)
    write(made[1], {"project_name": "移民技能培训", "operator": "移民培训"}, user=filer["user"])
    name(made[0], "救助", filer, seen="临时救助")
    name(made[1], "培训", filer, seen="移民培训")
    assert (said(made[0]), said(made[1])) == ("救助", "移民技能培训")
    assert Report.objects.get(pk=made[1].pk).data["fields"]["operator"] == "培训"
    change = CellChange.objects.get(report=made[0])
    assert (change.cell, change.before, change.after) == ("project_name", "临时救助", "救助")


def test_draft_that_was_filled_before_it_was_named_says_its_name_where_it_is_asked(official, filer):
    write(official, {"operator": "岳阳县民政局"}, user=filer["user"])
    name(official, "临时救助", filer)
    fields = Report.objects.get(pk=official.pk).data["fields"]
    assert fields == {"operator": "岳阳县民政局", "project_name": "临时救助"}


@pytest.mark.parametrize(
    ("words", "is_told"),
    [("乙", True), ("未命名项目", True), ("临时 救助", False), ("临时救助", False), ("", False)],
)
def test_other_name_in_the_table_is_asked_about(official, filer, words, is_told):
    (made,) = add(official, "临时救助", **filer)
    write(made, {"project_name": words, "operator": "甲"}, user=filer["user"])
    found = draft_of(Report.objects.get(pk=made.pk)).findings
    told = [f"{f.place}：{f.message}" for f in found if f.code == "other_project"]
    sentence = f"表内项目名称“{words}”与本报告的项目“临时救助”不一致，请核对"
    assert told == [f"project_name：{sentence}"] * is_told
    kept = Report.objects.get(pk=made.pk).reminders
    assert kept == sum(f.severity == "remind" for f in found)


# --- lists of names -----------------------------------------------------------------------------


def test_a_pasted_column_is_read_line_by_line():
    found = read_names("临时救助\r\n\r\n 移民  培训 \r\n临时救助\r\n临时救助\r\n")
    assert found.names == ("临时救助", "移民 培训")
    assert (found.repeated, found.empty) == (("临时救助",), 1)


def test_heading_of_a_copied_column_is_no_project_and_unseen_signs_make_no_second_one():
    found = read_names("项目名称\r\n甲\r\n甲\u200b\r\n")
    assert (found.names, found.repeated, found.empty) == (("甲",), ("甲",), 0)


def test_cells_beside_the_names_are_not_taken_for_names():
    with pytest.raises(Refused, match="第 2 行有几列，请只复制“项目名称”一列"):
        read_names("甲\n乙\t100\n")
    assert read_names("甲\t\n乙\t\n").names == ("甲", "乙")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (" \n\t\n", "请填写项目名称"),
        ("甲\n" + "长" * 81, "第 2 行项目名称“长长长长长长长长长长长长……”有 81 个字，最多 80 个字"),
        ("甲\n" * 1001, "一次最多粘贴 1000 行，这次有 1001 行"),
    ],
)
def test_lists_that_cannot_be_names_are_refused(text, sentence):
    with pytest.raises(Refused, match=sentence):
        read_names(text)


def test_name_of_eighty_signs_is_kept_whole(report, filer):
    add(report, "长" * project_names.LONGEST_NAME, **filer)
    assert named(report) == ["长" * 80]


# --- several people at once ---------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_two_people_who_add_one_name_get_one_project_and_one_sentence():
    report = make_report(make_task(by_project=True))
    people = [make_account(f"p{n}", role="county", place=report.county) for n in range(3)]
    told = [{"user": user, "actor": actor_for(user)} for user in people]
    add(report, "已有", **told[0])
    results = at_once(*[lambda by=by: add(report, "临时救助", **by) for by in told])
    refused = [r for r in results if isinstance(r, Refused)]
    assert [str(why)[:12] for why in refused] == ["已经有项目“临时救助”，"[:12]] * 2
    assert named(report) == ["已有", "临时救助"]


@pytest.mark.django_db(transaction=True)
def test_the_last_two_are_not_both_removed():
    report = make_report(make_task(by_project=True))
    user = make_account("p", role="county", place=report.county)
    by = {"user": user, "actor": actor_for(user)}
    made = add(report, "甲", "乙", **by)
    results = at_once(
        *[lambda row=row: projects.remove_project(report_id=row.pk, version=None, **by)
          for row in made]
    )  # fmt: skip
    assert sum(isinstance(result, Refused) for result in results) == 1
    assert len(named(report)) == 1


@pytest.mark.django_db(transaction=True)
def test_limit_holds_for_two_who_add_at_once(monkeypatch):
    monkeypatch.setattr(projects, "MOST_PROJECTS", 2)
    report = make_report(make_task(by_project=True))
    user = make_account("p", role="county", place=report.county)
    by = {"user": user, "actor": actor_for(user)}
    add(report, "甲", **by)
    results = at_once(*[lambda new=new: add(report, new, **by) for new in ("乙", "丙")])
    assert sum(isinstance(result, Refused) for result in results) == 1
    assert len(named(report)) == 2


# --- what names no project


@pytest.mark.parametrize(
    "name",
    [
        "未命名项目", "（未命名项目）", "未 命名 项目", "未命名", "项目名称", "项目名称：", "项目",
        "名称", "无", "无。", "暂无", "没有", "待定", "同上", "-", "—", "——", "/", "……", "·",
        "ＮＡ", "N/A", "null", "××项目", "XX项目", "xxx", "1", "２０２３", "请填写项目名称",
        "未命名项目1", "未命名项目（2）", "未命名项目二", "未命名的项目", "暂未命名", "待命名",
        "暂无名称", "无名", "暂定", "后补", "稍后填写", "無", "没", "略", "不详", "同前", "项目1",
        "项目一", "项目A", "项目（B1）", "项目Ⅱ", "新增项目", "xx县xx项目", "某某", "某县某项目",
        "〇〇项目", "○○项目", "项目名称:无", "null项目", "无\u3164", "项\u115f目\u1160", "无\uffa0",
    ],
)  # fmt: skip
def test_what_names_no_project_is_refused_and_said(name):
    with pytest.raises(Refused, match="不是项目名称，请写批复或计划里的项目全称"):
        project_names.check_name(project_names.clean_name(name))


@pytest.mark.parametrize(
    "name",
    [
        "临时救助", "无人机植保", "项目管理费", "空心村整治", "项目管理费1", "2023年避险解困",
        "新项目区道路硬化", "没有围墙的学校", "X003线改造", "待建桥梁", "名称变更后的安居工程",
        "一期工程移民安置点", "新增耕地项目", "新村项目二", "G240", "某山水库渠道",
        "项目部驻地硬化",
    ],
)  # fmt: skip
def test_names_that_only_begin_so_are_names(name):
    project_names.check_name(project_names.clean_name(name))


def test_no_way_in_takes_what_names_no_project(report, filer):
    told = {"match": "不是项目名称"}
    with pytest.raises(Refused, match="第 2 行“无”不是项目名称"):
        read_names("临时救助\n无\n移民培训")
    with pytest.raises(Refused, match="第 2 行“项目名称”不是项目名称"):
        read_names("临时救助\n项目名称")
    assert read_names("项目名称\n临时救助").names == ("临时救助",)
    with pytest.raises(Refused, **told):
        add(report, "未命名项目", **filer)
    with pytest.raises(Refused, **told):
        name(report, "—", filer)
    with pytest.raises(Refused, **told):
        projects.copy_project(report_id=report.pk, name="××项目", **filer)
    assert named(report) == [""]
