"""Notes below a table that add points or cost a grade get their rule on an item."""

import io
import re
from decimal import Decimal

import pytest
from django.core.management import call_command
from django.urls import reverse

from assessment.actions.settling import settle_note_with_rule
from assessment.actions.tables import check_against_words
from assessment.exports.scores import scores_xlsx
from assessment.exports.tables import tables_json
from assessment.loading import load_tables
from assessment.models import CityTable, Concern, Item, Result, Rule
from assessment.paper.official_table import table_html
from assessment.paper.scorecard import scorecard_htmls
from assessment.scores.standing import standings_of
from assessment.tables.note_forms import NoteSettling, may_be_rule
from assessment.views import notes
from tests import log_last
from tests.factories import make_account, make_measure
from tests.reader.layouts import TITLE, word
from trust import log
from trust.refusals import Refused

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

ROWS = [
    ["指标名称", "评分标准", "分值", "责任处室"],
    ["机构", "未成立扣2分。", "50", "规划计划处"],
    ["会议", "未召开扣1分。", "50", "培训中心"],
]
BONUS = "加分项：获得省级表彰的加2分，最高不超过5分。"
VETO = "一票否决：发生重大责任事故的，取消评优资格。"


@pytest.fixture
def user():
    return make_account(role="assessment_office")


@pytest.fixture
def table(tmp_path):
    return imported(tmp_path, BONUS, VETO)


def imported(folder, *notes):
    path = folder / "表.docx"
    path.write_bytes(word(TITLE, ROWS, *notes))
    call_command("import_tables", 2019, str(path), stdout=io.StringIO())
    return CityTable.objects.get()


def concern_of(note) -> Concern:
    return Concern.objects.get(code="note_unsettled", phrase=note)


def sent(note, **changes) -> dict:
    """Return what the form shows, put on 会议."""
    [loaded] = load_tables(CityTable.objects.all())
    initial = NoteSettling(loaded, note).form.initial
    told = {name: value for name, value in initial.items() if name != "more"}
    told |= {"more": "on"} if initial["more"] else {}
    return told | {"item": Item.objects.get(name="会议").pk} | changes


def address(concern):
    return reverse("concern-rule", args=[2019, concern.pk])


def waiting(table) -> set[str]:
    return {c.phrase for c in table.concerns.all() if c.blocks_issue}


def test_the_page_of_the_table_offers_a_rule_for_the_note(table, client, user):
    client.force_login(user)
    html = client.get(reverse("city-table", args=[2019, table.city.key])).content.decode()
    for note in (BONUS, VETO):
        assert f'href="{address(concern_of(note))}"' in html
        assert note in client.get(address(concern_of(note))).content.decode()


def test_a_bonus_is_tried_and_put_on_the_item_that_was_chosen(table, client, user):
    client.force_login(user)
    concern = concern_of(BONUS)
    data = sent(BONUS)
    tried = client.post(address(concern), data | {"preview": "1"}).content.decode()
    assert "加 2 分" in tried
    assert not Rule.objects.filter(clause=BONUS).exists()
    answer = client.post(address(concern), data)
    assert answer.status_code == 302
    rule = Rule.objects.get(clause=BONUS)
    assert (rule.kind, rule.deduction, rule.cap) == ("bonus_once", Decimal(2), Decimal(5))
    assert (rule.start, rule.end) == (0, 0)
    assert rule.component.item.name == "会议"
    assert rule.reason
    concern.refresh_from_db()
    assert concern.settlement.startswith("已在“会议”设定规则：")
    assert waiting(table) == {VETO}


def test_bonus_and_veto_are_shown_apart_from_the_points(table, client, user):
    client.force_login(user)
    for note in (BONUS, VETO):
        client.post(address(concern_of(note)), sent(note))
    assert waiting(table) == set()
    Result.objects.filter(measure__rules__clause=BONUS).update(value=1)
    [standing] = standings_of(table.year).cities
    assert standing.score.bonus.raw == 2
    assert standing.total == 100
    html = client.get(reverse("scorecard", args=[2019, table.city.key])).content.decode()
    assert BONUS in html[html.index('id="apart"') :]


def test_what_was_settled_of_a_note_stays_settled_when_the_words_are_read_again(table, user):
    settle(BONUS, user)
    before = list(table.concerns.values_list("code", "settled_at"))
    check_against_words([table], user, log.Actor("考核办"))
    assert list(table.concerns.values_list("code", "settled_at")) == before


def settle(note, user, *, is_whole=True, **changes):
    [loaded] = load_tables(CityTable.objects.all())
    settling = NoteSettling(loaded, note, data=sent(note, **changes))
    assert settling.is_valid(), settling.form.errors
    item = Item.objects.get(pk=settling.item.pk)
    return settle_note_with_rule(
        concern=concern_of(note), item=item, clause=settling.clause,
        components=settling.entries(), version=item.version, reason=settling.reason,
        is_whole=is_whole and settling.is_whole, user=user, actor=log.Actor("考核办"),
    )  # fmt: skip


TWO = "加分项：获得国家级表彰的加3分；获得省级表彰的加2分。"


def test_a_note_of_several_rules_waits_until_the_last_of_them(tmp_path, client, user):
    table = imported(tmp_path, TWO)
    client.force_login(user)
    first = sent(TWO, clause="获得国家级表彰的加3分")
    assert first["more"] == "on"
    client.post(address(concern_of(TWO)), first)
    assert waiting(table) == {TWO}
    second = sent(TWO, clause="获得省级表彰的加2分", name="获得省级表彰", deduction="2")
    del second["more"]
    client.post(address(concern_of(TWO)), second)
    assert waiting(table) == set()
    assert sorted(Rule.objects.filter(kind="bonus_once").values_list("deduction", flat=True)) == [
        2,
        3,
    ]


def test_the_rules_of_the_item_can_still_be_edited(table, client, user):
    settle(BONUS, user)
    client.force_login(user)
    item = Item.objects.get(name="会议")
    page = client.get(reverse("item-rules", args=[2019, item.pk]))
    editor = page.context["editor"]
    data = {"version": item.version, "reason": "照原文"}
    for rows in (editor.components, *(s for p in editor.parts for s in (p.measures, p.rules))):
        data |= {f"{rows.prefix}-TOTAL_FORMS": len(rows.forms)}
        data |= {f"{rows.prefix}-INITIAL_FORMS": len(rows.forms)}
        for form in rows.forms:
            data |= {f"{form.prefix}-{n}": "" if v is None else v for n, v in form.initial.items()}
    assert client.post(reverse("item-rules", args=[2019, item.pk]), data).status_code == 302


@pytest.mark.parametrize(
    "changes",
    [
        {"clause": "获得市级表彰的加2分"},
        {"item": ""},
        {"item": 999_999},
        {"kind": "not_done"},
        {"deduction": ""},
        {"kind": "bonus_each", "step": ""},
    ],
)
def test_what_is_not_of_the_note_is_told_and_not_saved(table, client, user, changes):
    client.force_login(user)
    answer = client.post(address(concern_of(BONUS)), sent(BONUS, **changes))
    assert answer.status_code == 422
    assert not Rule.objects.filter(pattern="").exists()
    assert waiting(table) == {BONUS, VETO}


def test_a_rule_that_takes_points_is_refused(table, user):
    [loaded] = load_tables(CityTable.objects.all())
    settling = NoteSettling(loaded, BONUS, data=sent(BONUS))
    assert settling.is_valid()
    entries = settling.entries()
    rules = entries[0].rules
    object.__setattr__(rules[-1], "kind", "not_done")
    item = Item.objects.get(pk=settling.item.pk)
    with pytest.raises(Refused, match="只能设定加分或否决"):
        settle_note_with_rule(
            concern=concern_of(BONUS), item=item, clause=BONUS, components=entries,
            version=item.version, reason="甲", is_whole=True, user=user, actor=log.Actor("甲"),
        )  # fmt: skip


@pytest.mark.parametrize(
    ("note", "name", "more"),
    [
        (BONUS, "获得省级表彰", False),
        (VETO, "发生重大责任事故", False),
        (TWO, "获得国家级表彰", True),
        ("获得国家级表彰的加3分，省级的加2分。", "获得国家级表彰", True),
        ("“备注”栏——机构：受到表彰的加1分；会议：受到通报的取消评优资格", None, True),
        ("获得表彰的加2分，出现事故的一票否决。", None, True),
        ("获得表彰的加2分，受处分的减半。", None, True),
        ("获得国家、省级表彰的分别加3分、2分。", None, True),
        ("获得省级表彰的加2分，同一事项不得重复加分。", None, True),
    ],
)
def test_a_note_that_says_more_than_one_thing_is_kept_waiting_unless_somebody_says_no(
    table, note, name, more
):
    [loaded] = load_tables(CityTable.objects.all())
    initial = NoteSettling(loaded, note).form.initial
    assert initial["more"] is more
    assert name in (None, initial["name"])


@pytest.mark.parametrize(
    ("note", "may"),
    [
        (BONUS, True),
        (VETO, True),
        ("发生群体性事件的一票否决", True),
        ("逾期上报的扣1分。", False),
        ("获得省级表彰的加2分；逾期上报的扣1分。", False),
        ("各项指标扣完为止。", False),
    ],
)
def test_only_what_adds_points_or_costs_a_grade_is_offered_a_rule(note, may):
    assert may_be_rule(note) == may


def test_the_rule_goes_out_and_comes_back(table, user, tmp_path):
    settle(BONUS, user)
    told = tables_json(2019, load_tables(CityTable.objects.all()))
    [rule] = [
        r
        for s in told["cities"][0]["sections"]
        for i in s["items"]
        for c in i["components"]
        for r in c["rules"]
        if r["clause"] == BONUS
    ]
    assert (rule["kind"], rule["start"], rule["end"]) == ("bonus_once", 0, 0)
    path = tmp_path / "表.json"
    call_command("export_tables", 2019, str(path))
    call_command("import_tables", 2020, str(path), stdout=io.StringIO())
    assert Rule.objects.filter(clause=BONUS).count() == 2


ROW = ["加分项", "获得省级表彰的加2分", "", "培训中心"]
UNREAD = ["加分项", "获得表彰加2分，受处分的减半。", "", "培训中心"]


def with_row(folder, *rows):
    path = folder / "表.docx"
    merged = [(3, 0, 3, 3)] if PART in rows else []
    path.write_bytes(word(TITLE, [*ROWS, *rows], merged=merged))
    call_command("import_tables", 2019, str(path), stdout=io.StringIO())
    return CityTable.objects.get()


PART = ["二、奖励项目"] * 4


@pytest.mark.parametrize("rows", [[ROW], [PART, ROW]], ids=["in a part", "a part of its own"])
@pytest.mark.parametrize(
    "name", ["city-table", "scorecard", "overview", "indicators", "scorecards"]
)
def test_an_item_of_no_points_is_shown_like_any_other(tmp_path, client, user, name, rows):
    table = with_row(tmp_path, *rows)
    Result.objects.filter(measure__component__item__name="加分项").update(value=1)
    client.force_login(user)
    key = [table.city.key] if name in ("city-table", "scorecard") else []
    assert client.get(reverse(name, args=[2019, *key])).status_code == 200
    [standing] = standings_of(table.year).cities
    assert standing.score.bonus.raw == 2
    assert standing.total == 100
    assert table_html(standing.table)
    assert scorecard_htmls(standings_of(table.year))
    assert scores_xlsx(standings_of(table.year))
    assert not waiting(table)


def test_an_item_of_no_points_gets_its_rule_by_hand(tmp_path, client, user):
    table = with_row(tmp_path, UNREAD)
    concern = Concern.objects.get(code="unsettled")
    client.force_login(user)
    form = client.get(address(concern)).context["settling"].form
    told = {n: "" if v is None else v for n, v in form.initial.items()}
    answer = client.post(address(concern), told | {"version": 1})
    assert answer.status_code == 302
    rule = Rule.objects.get(kind="bonus_once")
    assert (rule.deduction, rule.component.points) == (2, 0)
    left = [c.code for c in table.concerns.all() if c.blocks_issue]
    assert left == []


def test_an_item_that_is_full_takes_no_more(table, client, user):
    component = Item.objects.get(name="会议").components.get()
    for number in range(60):
        make_measure(component, f"第{number}项", "是否")
    client.force_login(user)
    answer = client.post(address(concern_of(BONUS)), sent(BONUS))
    assert answer.status_code == 422
    assert "本指标的要点、测量项或规则太多" in answer.content.decode()


def test_the_same_rule_of_a_note_sent_twice_is_made_once(tmp_path, client, user):
    table = imported(tmp_path, TWO)
    client.force_login(user)
    first = sent(TWO, clause="获得国家级表彰的加3分")
    client.post(address(concern_of(TWO)), first)
    for item in ("会议", "机构"):
        again = first | {"item": Item.objects.get(name=item).pk}
        answer = client.post(address(concern_of(TWO)), again)
        assert answer.status_code == 422
        assert "已在“会议”设定同样的规则，没有再设一次" in answer.content.decode()
    assert Rule.objects.filter(clause="获得国家级表彰的加3分").count() == 1
    assert waiting(table) == {TWO}


def test_words_of_a_note_name_two_things_that_cost_a_grade(tmp_path, client, user):
    note = "发生安全事故、群体性事件的一票否决。"
    imported(tmp_path, note)
    client.force_login(user)
    for name in ("发生安全事故", "发生群体性事件"):
        client.post(address(concern_of(note)), sent(note, name=name, kind="veto") | {"more": "on"})
    assert Rule.objects.filter(clause=note, kind="veto").count() == 2


def test_places_of_a_note_add_what_their_bands_say(tmp_path, client, user):
    note = "全省评比前三名的分别加3分、2分、1分。"
    imported(tmp_path, note)
    client.force_login(user)
    bands = "第1名：3\n第2名：2\n正好3：1"
    asked = sent(note, kind="place_bonus", unit="名", name="全省评比（名次）", deduction="")
    answer = client.post(address(concern_of(note)), asked | {"bands": "", "preview": "1"})
    assert "没有写明各档" in answer.content.decode()
    assert "原有的内容" not in answer.content.decode()
    client.post(address(concern_of(note)), asked | {"bands": bands})
    rule = Rule.objects.get(clause=note)
    assert (rule.kind, [band["points"] for band in rule.bands]) == ("place_bonus", ["3", "2", "1"])


def test_points_of_a_note_that_a_person_judges_keep_their_bounds(tmp_path, client, user):
    note = "加分项：做法有亮点并得到省级肯定的，每项可酌情加4-8分。"
    imported(tmp_path, note)
    client.force_login(user)
    assert may_be_rule(note)
    shown = client.get(address(concern_of(note))).content.decode()
    [needs] = re.findall(r'value="judged_bonus"[^>]*data-needs="([^"]*)"', shown)
    assert needs.split() == ["step", "least", "cap"]
    client.post(address(concern_of(note)), sent(note))
    rule = Rule.objects.get(clause=note)
    assert (rule.kind, rule.least, rule.deduction, rule.step) == ("judged_bonus", 4, 8, 1)
    [measure] = rule.measures.all()
    assert (measure.name, measure.unit) == ("做法有亮点并得到省级肯定", "分")


def test_a_rule_added_meanwhile_to_the_item_is_not_lost(table, client, user, monkeypatch):
    """Whoever saves between our reading of the item and our saving is not overwritten."""
    client.force_login(user)
    load = notes.load_tables

    def loaded_just_before_somebody_saves(tables):
        found = load(tables)
        log_last.at_work(Item.objects.filter(name="会议").update, is_so=False)(version=99)
        return found

    asked = sent(BONUS)
    monkeypatch.setattr(notes, "load_tables", loaded_just_before_somebody_saves)
    answer = client.post(address(concern_of(BONUS)), asked)
    assert answer.status_code == 409
    assert not Rule.objects.filter(clause=BONUS).exists()


@pytest.mark.parametrize(
    ("note", "name"),
    [
        ("备注：1.加分项：获得省级表彰的加2分。", "获得省级表彰"),
        ("3.获得省级表彰的加2分。", "获得省级表彰"),
        ("（二）奖励：获得省级表彰的加2分。", "获得省级表彰"),
        ("1.5万人以上的库区获得表彰的加2分。", "1.5万人以上的库区获得表彰"),
    ],
)
def test_what_is_recorded_is_not_named_by_the_number_of_the_note(table, note, name):
    [loaded] = load_tables(CityTable.objects.all())
    assert NoteSettling(loaded, note).form.initial["name"] == name
