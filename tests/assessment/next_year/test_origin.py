"""What a person confirms of a year made like another one: words reworded, differences ticked."""

import io
import zipfile

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pypdf import PdfReader

from assessment.models import CityTable, Concern, Item, Measure, Result, Rule, Year
from assessment.next_year.differences import to_confirm
from cities.models import PlaceName
from tests.assessment.next_year.world import (
    clone,
    make_world,
    renamed_county,
    reworded,
    table_of,
)
from tests.factories import make_account, make_city, make_table, make_year
from trust.models import AuditEntry

pytestmark = pytest.mark.django_db
WORDS = "2017年底前指导新宁县、邵东县，"


@pytest.fixture
def year():
    renamed_county()
    make_world()
    reworded(WORDS)


@pytest.fixture
def desk(client, year):
    client.force_login(make_account("kaohe", role="assessment_office", full_name="考核甲"))
    return client


def item_of(city="邵阳市", year=2018) -> Item:
    return Item.objects.get(section__table=table_of(city, year), name="移民培训")


def decide(desk, do, phrase):
    pks = Concern.objects.filter(table__year__number=2018, phrase=phrase).values_list("pk")
    address = reverse("year-origin", args=[2018])
    return desk.post(address, {"do": do, "concerns": [pk for (pk,) in pks]}, follow=True)


def check_clauses_stand(item):
    for rule in Rule.objects.filter(component__item=item):
        assert item.text[rule.start : rule.end] == rule.clause


# --- Made on the page ---------------------------------------------------------------------------


def test_the_page_makes_the_year_and_leads_to_what_is_to_be_confirmed(desk):
    address = reverse("year-clone", args=[2017])
    assert 'value="2018"' in desk.get(address).content.decode()
    answer = desk.post(address, {"number": "2018"}, follow=True)
    assert answer.redirect_chain[-1][0] == reverse("year-origin", args=[2018])
    html = answer.content.decode()
    assert "2018年度照 2017 年度建立，没有带结果。" in html
    assert "改写为“2018年底前指导新宁县”" in html
    assert "改写为“邵东市”" in html
    assert CityTable.objects.filter(year__number=2018).count() == 2


@pytest.mark.parametrize(
    ("number", "words"),
    [("2017", "新年度应晚于所照的 2017 年度"), ("", "请填写"), ("abc", "整数")],
)
def test_a_year_that_cannot_be_is_said_on_the_page(desk, number, words):
    answer = desk.post(reverse("year-clone", args=[2017]), {"number": number})
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert Year.objects.count() == 1


def test_a_year_that_was_read_in_has_no_such_page(desk):
    assert desk.get(reverse("year-origin", args=[2017])).status_code == 404


# --- Reworded -----------------------------------------------------------------------------------


def test_rewording_a_year_moves_the_rules_along_in_every_table(desk):
    clone()
    answer = decide(desk, "reword", "2017年底前指导新宁县")
    assert "已核定 2 处并记入日志。" in answer.content.decode()
    for city in ("长沙市", "邵阳市"):
        assert item_of(city).text.startswith("2018年底前指导新宁县、邵东县，")
        check_clauses_stand(item_of(city))
    assert item_of(year=2017).text.startswith(WORDS)
    settled = Concern.objects.filter(phrase="2017年底前指导新宁县", table__year__number=2018)
    assert {c.settlement for c in settled} == {"已改写为“2018年底前指导新宁县”。"}
    assert AuditEntry.objects.filter(action="改写原文").count() == 2


def test_rewording_to_a_longer_name_keeps_every_clause_in_its_place(desk):
    PlaceName.objects.filter(name="邵东市").update(name="邵东自治新市")
    rule = Rule.objects.get(component__item=item_of(year=2017), clause__startswith="获证率")
    measure = rule.measures.get()
    measure.name, measure.places = "邵东县获证率", ["邵东县", "新宁县"]
    measure.save()
    clone()
    decide(desk, "reword", "邵东县")
    assert item_of().text.startswith("2017年底前指导新宁县、邵东自治新市，")
    check_clauses_stand(item_of())
    named = Measure.objects.get(component__item=item_of(), name__startswith="邵东")
    assert (named.name, named.places) == ("邵东自治新市获证率", ["邵东自治新市", "新宁县"])


def test_words_that_stay_are_settled_as_they_stand(desk):
    clone()
    decide(desk, "keep", "2017年底前指导新宁县")
    assert item_of().text.startswith(WORDS)
    assert not Concern.objects.filter(
        table__year__number=2018, phrase="2017年底前指导新宁县", settled_at=None
    ).exists()


def test_what_somebody_settled_meanwhile_is_not_settled_twice_and_nothing_is_done(desk):
    clone()
    pks = list(Concern.objects.filter(phrase="2017年底前指导新宁县").values_list("pk", flat=True))
    Concern.objects.filter(pk=pks[1]).update(settled_at="2018-02-01T00:00Z", settlement="不改")
    address = reverse("year-origin", args=[2018])
    answer = desk.post(address, {"do": "reword", "concerns": pks}, follow=True)
    assert "此事项已由" in answer.content.decode()
    assert item_of("长沙市").text.startswith(WORDS)


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"do": "reword"},
        {"do": "x", "concerns": ["1"]},
        {"do": "keep", "concerns": ["٣", "9" * 30]},
    ],
)
def test_what_the_page_never_sends_changes_nothing(desk, sent):
    clone()
    answer = desk.post(reverse("year-origin", args=[2018]), sent, follow=True)
    assert answer.status_code == 200
    assert Concern.objects.filter(table__year__number=2018, settled_at=None).count() == 3


def test_somebody_elses_concerns_are_not_to_be_settled_here(desk):
    clone()
    other = Concern.objects.create(
        table=table_of("长沙市"), severity="error", code="x", message="别的事"
    )
    address = reverse("year-origin", args=[2018])
    answer = desk.post(address, {"do": "keep", "concerns": [other.pk]}, follow=True)
    assert "所选的事项已不存在" in answer.content.decode()
    other.refresh_from_db()
    assert other.settled_at is None


# --- Differences --------------------------------------------------------------------------------


def confirmed(desk, **sent):
    table = table_of("邵阳市")
    address = reverse("table-confirm", args=[2018, table.city.key])
    answer = desk.post(address, {"version": table.version} | sent, follow=True)
    return table_of("邵阳市").confirmed_at is not None, answer.content.decode()


def settled_all(desk):
    clone()
    decide(desk, "reword", "2017年底前指导新宁县")
    decide(desk, "reword", "邵东县")


def test_every_difference_is_ticked_before_the_table_is_confirmed(desk):
    settled_all(desk)
    Measure.objects.filter(component__item=item_of(), name="农业实用技术培训").update(target=1200)
    found = to_confirm(table_of("邵阳市"))
    assert [difference.what for difference in found] == ["移民培训"]
    assert ("removed", "要点1 测量项“农业实用技术培训”1,103 人次") in found[0].rules
    assert ("added", "要点1 测量项“农业实用技术培训”1,200 人次") in found[0].rules

    done, _ = confirmed(desk, difference=[found[0].key])
    assert not done  # a target that the words do not say waits to be settled first


def test_ticked_differences_are_confirmed_and_told_in_the_log(desk):
    settled_all(desk)
    page = desk.get(reverse("city-table", args=[2018, "430500"]), {"compare": "1"})
    [difference] = to_confirm(table_of("邵阳市"))
    assert f'value="{difference.key}"' in page.content.decode()

    done, html = confirmed(desk)
    assert not done
    assert "与 2017 年度还有 1 处差别没有逐条核对（移民培训）" in html

    done, _ = confirmed(desk, difference=[difference.key])
    assert done
    told = AuditEntry.objects.get(action="确认计分规则").after["与所照年度的差别"]
    assert told[0].startswith("移民培训：－2017年底前指导新宁县、")


def test_a_difference_that_came_after_the_page_is_not_confirmed_unseen(desk):
    settled_all(desk)
    [seen] = to_confirm(table_of("邵阳市"))
    Item.objects.filter(pk=item_of().pk).update(points=8)
    done, html = confirmed(desk, difference=[seen.key])
    assert not done
    assert "没有办理" in html or "没有逐条核对" in html


def test_a_table_that_is_read_in_is_confirmed_without(desk):
    make_year(2019, state="preparing")
    table = make_table(make_year(2019), make_city("邵阳市", "430500"), issued=False)
    address = reverse("table-confirm", args=[2019, "430500"])
    desk.post(address, {"version": table.version})
    table.refresh_from_db()
    assert table.confirmed_at is not None


def test_the_page_costs_the_same_for_more_tables(desk, django_assert_num_queries):
    clone()
    address = reverse("year-origin", args=[2018])
    desk.get(address)
    with CaptureQueriesContext(connection) as few:
        desk.get(address)
    for number in range(3):
        table = make_table(Year.objects.get(number=2018), make_city(f"试验{number}市"))
        Concern.objects.create(table=table, severity="unsettled", code="cloned_year",
                               phrase="2017年底", message="问")  # fmt: skip
    with django_assert_num_queries(len(few)):
        desk.get(address)


# --- Paper --------------------------------------------------------------------------------------


def test_paper_and_workbooks_of_the_new_year_say_the_new_year_alone(desk):
    Item.objects.filter(name="移民培训").update(text=item_of(year=2017).text.removeprefix(WORDS))
    clone()
    Result.objects.filter(measure__component__item__section__table__year__number=2018).update(
        value=1
    )
    papers = [
        ("city-table-pdf", [2018, "430100"]),
        ("scorecard-pdf", [2018, "430100"]),
        ("ranking-pdf", [2018]),
    ]
    for name, arguments in papers:
        answer = desk.get(reverse(name, args=arguments))
        data = b"".join(answer.streaming_content) if answer.streaming else answer.content
        text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(data)).pages)
        assert "2018" in text
        assert "2017" not in text, name
    for name, arguments in (
        ("scores-export", [2018, "xlsx"]),
        ("tables-export", [2018, "xlsx"]),
        ("tables-export", [2018, "docx"]),
        ("results-export", [2018]),
    ):
        answer = desk.get(reverse(name, args=arguments))
        data = b"".join(answer.streaming_content) if answer.streaming else answer.content
        with zipfile.ZipFile(io.BytesIO(data)) as book:
            texts = "".join(
                book.read(part).decode()
                for part in book.namelist()
                if part.endswith(".xml") and "docProps" not in part
            )
        assert "2018" in texts
        assert "2017" not in texts, name
