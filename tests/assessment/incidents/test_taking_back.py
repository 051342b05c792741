"""An import of incidents is taken back: what it brought and nobody changed since; the rest is
named and stays."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assessment.incidents.taking_back import take_back_import
from assessment.models import Incident, IncidentLink, IncidentsImport, Result, Year, YearState
from tests.assessment.incidents.making import count_of, make_incident
from tests.assessment.incidents.test_import import ROW, bring, column, export, sheet_of
from trust import log
from trust.models import AuditEntry
from trust.refusals import Refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def path(tmp_path, table, cast):
    return tmp_path / "台账.xlsx"


def take_back(persona, cast, pk=None) -> IncidentsImport:
    person = cast[persona]
    return take_back_import(
        import_id=pk or IncidentsImport.objects.latest("pk").pk, reason="导错了文件",
        user=person, actor=log.Actor(str(person), account=person),
    )  # fmt: skip


def standing() -> list[int]:
    rows = Incident.objects.filter(withdrawn_at=None).order_by("number")
    return list(rows.values_list("number", flat=True))


def test_what_it_registered_is_withdrawn_and_comes_back_with_the_right_file(path, table, cast):
    code = count_of(table).measure.code
    other = ROW | {"说明": "另一起。"}
    bring(path, sheet_of(ROW | {"计入测量项编码": code}, other))
    before = dict(Result.objects.values_list("pk", "value"))
    kept = take_back("assessment_office", cast)
    assert (standing(), kept.left) == ([], [])
    assert not IncidentLink.objects.exists()
    assert dict(Result.objects.values_list("pk", "value")) == before
    assert "撤回导入：导错了文件" in Incident.objects.first().withdrawn_reason
    assert AuditEntry.objects.filter(action="撤回事件台账导入").count() == 1
    assert "共 2 行变化" in bring(path)
    assert standing() == [3, 4]


def test_what_it_changed_says_again_what_it_said(path, table, cast):
    incident = make_incident(cast["office"], table, description="原来的说明")
    book = export(path)
    book.active.cell(2, column("说明")).value = "导入的说明"
    bring(path, book)
    assert Incident.objects.get().description == "导入的说明"
    take_back("assessment_office", cast)
    again = Incident.objects.get()
    assert (again.description, again.version) == ("原来的说明", incident.version + 2)


def test_what_somebody_changed_since_is_named_and_stays(path, table, cast):
    bring(path, sheet_of(*(ROW | {"说明": f"第{n}起。"} for n in range(1, 5))))
    changed, proven, counted, _ = Incident.objects.order_by("number")
    Incident.objects.filter(pk=changed.pk).update(version=2, recorded_as="培训中心 培训乙")
    counted.links.create(result=count_of(table))
    make_incident(cast["office"], table)  # of no import
    kept = take_back("assessment_office", cast)
    assert standing() == [1, 3, 5]
    assert [line.split("：")[1].split("（")[0] for line in kept.left] == [
        "之后又改过", "之后又计入了别的格",
    ]  # fmt: skip
    assert "第 1 号" in kept.left[0]
    assert "培训乙" in kept.left[0]
    with pytest.raises(Refused, match="已经撤回"):
        take_back("assessment_office", cast)


def test_imports_of_one_row_are_taken_back_in_turn_the_newest_first(path, cast):
    bring(path, sheet_of(ROW))
    first = IncidentsImport.objects.get().pk
    bring(path, sheet_of(ROW | {"编号": "1", "版本": "1", "说明": "核实后的说明。"}))
    with pytest.raises(Refused, match=r"都不能撤回：第 1 号.*之后又改过.*没有改动任何内容"):
        take_back("assessment_office", cast, first)
    assert Incident.objects.get().description == "核实后的说明。"
    take_back("assessment_office", cast)
    assert (standing(), Incident.objects.get().description) == ([1], ROW["说明"])
    take_back("assessment_office", cast, first)
    assert standing() == []


def change(path, text: str, **more) -> int:
    """Import another text for incident 1 beside a row of its own; return the import's key."""
    now = {"编号": "1", "版本": str(Incident.objects.get(number=1).version), "说明": text}
    bring(path, sheet_of(ROW | now | more, ROW | {"说明": f"{text}，另一起。"}))
    return IncidentsImport.objects.latest("pk").pk


@pytest.mark.parametrize("order", [(0, 1, 2), (1, 0, 2), (0, 2, 1), (1, 2, 0)])
def test_taken_back_in_any_order_nothing_of_three_imports_stays(path, table, cast, order):
    make_incident(cast["office"], table, description="原来的说明")
    kept = [change(path, text) for text in ("改一", "改二", "改三")]
    for nth in order:
        take_back("assessment_office", cast, kept[nth])
    assert (standing(), Incident.objects.get(number=1).description) == ([1], "原来的说明")


def test_text_that_came_back_by_an_import_is_no_step_for_those_below(path, table, cast):
    make_incident(cast["office"], table, description="原来的说明")
    first, second, third = (change(path, text) for text in ("改一", "改二", "改一"))
    take_back("assessment_office", cast, second)
    assert Incident.objects.get(number=1).description == "改一"
    take_back("assessment_office", cast, third)
    take_back("assessment_office", cast, first)
    assert (standing(), Incident.objects.get(number=1).description) == ([1], "原来的说明")


def test_new_incident_goes_with_the_import_that_changed_it_next(path, table, cast):
    code = count_of(table).measure.code
    bring(path, sheet_of(ROW | {"计入测量项编码": code}, ROW | {"说明": "另一起。"}))
    first = IncidentsImport.objects.get().pk
    second = change(path, "改过")
    kept = take_back("assessment_office", cast, first)
    assert kept.left == [
        f"{Incident.objects.get(number=1).told}："
        "之后的导入“台账.xlsx”又动过，撤回那一次导入时一并撤销"
    ]
    assert AuditEntry.objects.get(action="撤回事件台账导入").after["没有撤回"] == kept.left
    assert standing() == [1, 3]
    take_back("assessment_office", cast, second)
    assert standing() == []
    assert not IncidentLink.objects.exists()


def test_new_incident_goes_with_the_import_that_only_counted_it(path, table, cast):
    bring(path, sheet_of(ROW, ROW | {"说明": "另一起。"}))
    first = IncidentsImport.objects.get().pk
    second = change(path, ROW["说明"], 计入测量项编码=count_of(table).measure.code)
    take_back("assessment_office", cast, first)
    assert standing() == [1, 3]
    take_back("assessment_office", cast, second)
    assert standing() == []


@pytest.mark.parametrize("when", ["between", "after"])
def test_what_a_person_changed_is_handed_to_no_later_import(path, table, cast, when):
    make_incident(cast["office"], table, description="原来的说明")
    first = change(path, "改一")
    if when == "between":
        Incident.objects.filter(number=1).update(version=3, description="核实")
    second = change(path, "改二")
    if when == "after":
        Incident.objects.filter(number=1).update(version=4, description="核实")
    assert "之后又改过（" in take_back("assessment_office", cast, first).left[0]
    take_back("assessment_office", cast, second)
    assert Incident.objects.get(number=1).description == "核实"


def test_new_incident_that_somebody_counted_by_hand_goes_with_no_import(path, table, cast):
    bring(path, sheet_of(ROW, ROW | {"说明": "另一起。"}))
    first = IncidentsImport.objects.get().pk
    second = change(path, "改过")
    Incident.objects.get(number=1).links.create(result=count_of(table))
    assert "之后又改过（" in take_back("assessment_office", cast, first).left[0]
    take_back("assessment_office", cast, second)
    assert (standing(), Incident.objects.get(number=1).description) == ([1], ROW["说明"])


def test_what_was_changed_by_hand_between_two_imports_stays(path, table, cast):
    bring(path, sheet_of(ROW))
    first = IncidentsImport.objects.get().pk
    Incident.objects.update(version=2)  # by hand
    bring(path, sheet_of(ROW | {"编号": "1", "版本": "2", "说明": "核实后的说明。"}))
    take_back("assessment_office", cast)
    with pytest.raises(Refused, match="都不能撤回：第 1 号.*之后又改过"):
        take_back("assessment_office", cast, first)


def test_where_all_was_changed_nothing_is_taken_back(path, cast):
    bring(path, sheet_of(ROW))
    Incident.objects.update(version=2)
    with pytest.raises(Refused, match=r"都不能撤回：第 1 号.*没有改动任何内容"):
        take_back("assessment_office", cast)
    assert IncidentsImport.objects.get().taken_back_at is None


def test_only_who_imported_and_the_assessment_office_may(path, cast):
    bring(path, sheet_of(ROW))
    with pytest.raises(Refused, match="只能由导入的人或考核办撤回"):
        take_back("office", cast)
    IncidentsImport.objects.update(made_by=cast["office"])
    Year.objects.update(state=YearState.FINALISED)
    for persona in ("office", "assessment_office"):
        with pytest.raises(Refused, match="已审定"):
            take_back(persona, cast)
    Year.objects.update(state=YearState.COLLECTING)
    take_back("office", cast)
    assert standing() == []


def test_it_is_listed_among_the_imports_and_taken_back_there(client, path, cast):
    bring(path, sheet_of(ROW, ROW | {"说明": "另一起。"}))
    Incident.objects.filter(number=1).update(version=2)
    client.force_login(cast["assessment_office"])
    page = client.get(reverse("results-imports", args=[2017])).content.decode()
    assert "新登记 2 起" in page
    assert "其中 1 起之后又改过，保留不动" in page
    url = reverse("incidents-import-take-back", args=[2017, IncidentsImport.objects.get().pk])
    assert client.post(url, {"reason": ""}, follow=True).status_code == 200
    assert standing() == [1, 2]
    told = client.post(url, {"reason": "导错"}, follow=True).content.decode()
    assert "已撤回“台账.xlsx”的 1 起事件" in told
    assert "没有撤回的 1 起：第 1 号" in told
    assert standing() == [1]


def test_the_list_costs_the_same_for_any_number(client, path, cast):
    client.force_login(cast["assessment_office"])

    def queries() -> int:
        with CaptureQueriesContext(connection) as held:
            client.get(reverse("results-imports", args=[2017]))
        return len(held)

    bring(path, sheet_of(ROW))
    queries()
    one = queries()
    for number in range(3):
        bring(path, sheet_of(ROW | {"说明": f"第{number}起。"}, ROW | {"说明": f"又{number}起。"}))
    assert queries() == one
