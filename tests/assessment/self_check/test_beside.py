"""市州自报 under the office's cell: agreement, difference, taking over, and where it is named."""

from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assessment.actions.results import write_remark
from assessment.collection.doubtful import doubtful_figures, unexplained
from assessment.collection.sources import evidence_told
from assessment.models import CityTable, Indicator, ReportedTaking, Result, Year, YearState
from assessment.paper.printing import scorecards_of
from assessment.self_check.taking_over import ReportedMoved, take_reported
from tests import factories
from tests.assessment.recording import write
from tests.assessment.self_check.steps import RATE, THERE, TRACKING, TRAINING
from trust.models import AuditEntry
from trust.refusals import Refused

pytestmark = pytest.mark.one_database


@pytest.fixture
def handed(desk):
    """长沙 handed in 1,048 with a remark; offices collect now."""
    desk.report()
    desk.report({TRAINING: None}, says_value=False, remark="按验收表。")
    desk.hand_in()
    Year.objects.update(state=YearState.COLLECTING)
    return desk


@pytest.fixture
def office(client, handed):
    client.force_login(handed.people["office"])
    return client


def grid(client) -> str:
    pk = Indicator.objects.get(name="移民培训").pk
    return client.get(reverse("collection-grid", args=[2017, pk])).content.decode()


def take(client, desk, name=TRAINING, **sent):
    result = desk.result(name)
    data = {"version": result.version, "seen": desk.figure(name).version} | sent
    return client.post(reverse("reported-take", args=[2017, result.pk]), data)


def test_grid_shows_what_the_city_handed_in(office, handed):
    page = grid(office)
    assert "市州自报 1,048</button>" in page
    assert page.count("data-reported=") == 4  # 株洲 handed nothing in


def test_draft_and_what_was_sent_back_are_not_shown(client, desk):
    desk.report()
    Year.objects.update(state=YearState.COLLECTING)
    client.force_login(desk.people["office"])
    assert "data-reported=" not in grid(client)
    Year.objects.update(state=YearState.SELF_CHECK)
    desk.hand_in()
    assert "市州自报 1,048" in grid(client)
    desk.send_back()
    assert "data-reported=" not in grid(client)


def test_agreement_and_difference_are_marked_as_one_records(office, handed):
    differs = write(office, handed.result(), "1000").json()["cells"][0]
    assert differs["reported"]["text"] == "市州自报 1,048 ≠"
    assert "与市州自报 1,048 不一致" in differs["doubts"]
    agrees = write(office, handed.result(), "1048").json()["cells"][0]
    assert agrees["reported"]["text"] == "市州自报 1,048 ✓"
    assert not any("市州自报" in doubt for doubt in agrees["doubts"])


def test_one_press_takes_it_over_and_names_the_source(office, handed):
    answer = take(office, handed)
    assert answer.status_code == 200
    result = handed.result()
    assert (result.value, result.recorded_as) == (Decimal(1048), "培训中心")
    entry = AuditEntry.objects.filter(action="录入").latest("sequence")
    assert entry.after["来源"] == "市州自查：自查〔2017〕001号"
    told = evidence_told(CityTable.objects.filter(city__key="430100"))[result.pk]
    assert told[0].startswith("市州自查：1,048（自查〔2017〕001号）")


def test_card_and_its_paper_name_the_source(office, handed):
    take(office, handed)
    office.force_login(handed.people["assessment_office"])
    card = office.get(reverse("scorecard", args=[2017, "430100"])).content.decode()
    assert "市州自查：1,048（自查〔2017〕001号）" in card
    html = scorecards_of(handed.year, {handed.table().city_id})[0].html
    assert "市州自查：1,048（自查〔2017〕001号）" in html


def test_source_is_told_no_more_once_the_figure_is_another(office, handed):
    take(office, handed)
    write(office, handed.result(), "1000")
    told = evidence_told(CityTable.objects.filter(city__key="430100"))
    assert told[handed.result().pk] == []


def test_same_figure_taken_over_is_a_new_version_of_whoever_took_it(office, handed):
    write(office, handed.result(), "1048")
    take(office, handed)
    assert handed.result().version == 2
    assert AuditEntry.objects.filter(action="采用市州自报").count() == 1


def test_what_moved_since_is_not_taken_over(office, handed):
    answer = take(office, handed, seen=1)
    assert (answer.status_code, handed.result().value) == (409, None)
    write(office, handed.result(), "1000")
    answer = take(office, handed, version=0)
    assert (answer.status_code, handed.result().value) == (409, Decimal(1000))
    assert not ReportedTaking.objects.exists()


def test_what_was_sent_back_is_not_taken_over(handed):
    seen = handed.figure().version
    handed.send_back()
    with pytest.raises(Refused, match="已撤回、退回"):
        take_reported(result_id=handed.result().pk, version=0, seen=seen, **handed.by("office"))


def test_reported_anew_after_it_was_taken_over_is_marked(office, handed):
    take(office, handed)
    handed.send_back()
    handed.report({TRAINING: "1050"})
    handed.hand_in()
    assert "市州自报 1,050 已变" in grid(office)


def test_version_of_the_figure_is_asked_for(handed):
    with pytest.raises(ReportedMoved):
        take_reported(result_id=handed.result().pk, version=0, seen=9, **handed.by("office"))


def test_another_office_does_not_take_over(client, handed):
    client.force_login(handed.people["other_office"])
    assert take(client, handed).status_code == 403
    assert handed.result().value is None


def test_ticked_places_are_taken_over_with_their_number(desk):
    component = desk.result().measure.component
    factories.make_measure(component, "内部审计", "数量", "个", 2, ("望城区", "长沙县"))
    desk.report({"内部审计": None}, ticked=("望城区",))
    desk.hand_in()
    Year.objects.update(state=YearState.COLLECTING)
    figure = desk.figure("内部审计")
    result = desk.result("内部审计")
    take_reported(result_id=result.pk, version=0, seen=figure.version, **desk.by("office"))
    result.refresh_from_db()
    assert (result.value, result.ticked) == (Decimal(1), ["望城区"])


def test_remark_and_files_are_one_press_away(office, handed):
    Year.objects.update(state=YearState.SELF_CHECK)
    handed.send_back()
    Year.objects.update(state=YearState.SELF_CHECK)
    office.force_login(handed.people["city"])
    url = handed.url("self-check-file-add", handed.result().pk)
    office.post(url, {"file": SimpleUploadedFile("验收表.txt", b"1048")})
    handed.hand_in()
    office.force_login(handed.people["office"])
    page = office.get(reverse("reported", args=[2017, handed.result().pk])).content.decode()
    assert "按验收表。" in page
    assert "验收表.txt" in page


def test_difference_asks_for_a_remark_and_is_noted(office, handed):
    for name, text in ((TRAINING, "1000"), (TRACKING, "是"), (RATE, "95")):
        write(office, handed.result(name), text)
    lines = {line.measure: line for line in doubtful_figures(handed.year)}
    assert set(lines) == {TRAINING, TRACKING}
    assert "与市州自报 否 不一致" in lines[TRACKING].sentences
    assert len(unexplained(lines.values())) == 2
    result = handed.result()
    write_remark(
        result_id=result.pk, remark="未经验收的不计。", version=result.version,
        **handed.by("office"),
    )  # fmt: skip
    assert len(unexplained(doubtful_figures(handed.year))) == 1


def all_url() -> str:
    pk = Indicator.objects.get(name="移民培训").pk
    return reverse("reported-take-all", args=[2017, pk])


def sent(client) -> dict:
    lines = client.get(all_url()).context["lines"]
    return {"cell": [line.seal for line in lines]}


def test_all_empty_cells_are_taken_over_at_once(office, handed):
    write(office, handed.result(), "1000")
    assert "采用市州自报…" in grid(office)
    told = sent(office)
    assert len(told["cell"]) == 3
    assert office.post(all_url(), told).status_code == 302
    values = dict(Result.objects.filter(value__isnull=False).values_list("measure__name", "value"))
    assert values == {TRAINING: 1000, "转移就业技能培训": 166, RATE: 95, TRACKING: 0}
    assert ReportedTaking.objects.count() == 3
    assert "采用市州自报…" not in grid(office)


def test_all_or_none_are_taken_over_where_one_moved(office, handed):
    told = sent(office)
    write(office, handed.result(), "1000")
    answer = office.post(all_url(), told)
    assert answer.status_code == 409
    assert not ReportedTaking.objects.exists()


def test_another_office_takes_none_over(client, handed):
    client.force_login(handed.people["other_office"])
    assert client.get(all_url()).context["lines"] == []
    assert client.post(all_url(), {"cell": []}).status_code == 409
    client.force_login(handed.people["assessment_office"])
    assert client.post(all_url(), {"cell": []}).status_code == 403


def test_figure_outlasts_a_table_that_is_read_in_anew(handed):
    Result.objects.filter(pk=handed.result().pk).update(value=1048)
    old = handed.table()
    year, place = old.year, old.city
    old.sections.all().delete()
    CityTable.objects.filter(pk=old.pk).delete()
    factories.make_table(year, place)
    assert handed.figure().value == 1048
    figure = handed.figure()
    take_reported(
        result_id=handed.result().pk, version=0, seen=figure.version, **handed.by("office")
    )
    assert handed.result().value == 1048


def test_grid_and_card_cost_the_same_for_any_number(office, handed):
    grid(office)  # what is asked once a process
    before = _queries(office), _card(office)
    Year.objects.update(state=YearState.SELF_CHECK)
    handed.report(city=THERE, persona="other_city")
    handed.hand_in(city=THERE, persona="other_city")
    Year.objects.update(state=YearState.COLLECTING)
    assert (_queries(office), _card(office)) == before


def _queries(client) -> int:
    with CaptureQueriesContext(connection) as asked:
        grid(client)
    return len(asked)


def _card(client) -> int:
    with CaptureQueriesContext(connection) as asked:
        client.get(reverse("scorecard", args=[2017, "430100"]))
    return len(asked)
