"""What rules can do beyond those of 2017, from the item's page to score, workbook and paper."""

import json
from decimal import Decimal
from itertools import product

import pytest
from django.urls import reverse

from assessment.actions.importing import import_tables
from assessment.collection.grids import row_standing, score_loaded
from assessment.engine.types import Policy, Pooling, StepReading
from assessment.exports.scores import scores_xlsx
from assessment.exports.tables import tables_json
from assessment.loading import load_tables
from assessment.models import CityTable, Component, Item, Result, Rule
from assessment.paper.scorecard import scorecard_htmls
from assessment.reader.documents import read_document
from assessment.reader.reading import read_table
from assessment.scores.standing import score_tables
from assessment.tables.intake import read_tables
from cities.models import Role
from tests import factories
from tests.assessment.browsing import posted
from tests.assessment.test_exports import recalculated
from tests.reader.layouts import TITLE, word
from trust import log
from trust.models import AuditEntry
from trust.refusals import Refused

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

POLICIES = {
    f"{reading}-{pooling}-{capped}": Policy(reading, pooling, capped)
    for reading, pooling, capped in product(StepReading, [Pooling.CAPPED], (True, False))
}


@pytest.fixture
def table():
    """A table with one item that is ruled as its text says, ready to be set right."""
    return factories.make_table(issued=False)


@pytest.fixture
def editor(client, table):
    person = factories.make_account(role=Role.ASSESSMENT_OFFICE, full_name="考核甲")
    client.force_login(person)
    item = Item.objects.get(section__table=table, name="移民培训")
    return client, reverse("item-rules", args=[2017, item.pk])


def record(**values) -> None:
    """Record by the names of measures."""
    for name, value in values.items():
        assert Result.objects.filter(measure__name=name).update(value=Decimal(value)) == 1


def component_of(table, item: str):
    """Return the first component of an item as it is scored now."""
    [loaded] = load_tables(CityTable.objects.filter(pk=table.pk))
    [city] = score_tables(2017, [loaded], Policy(cap_components=False)).cities
    found = next(i for s in city.score.sections for i in s.items if i.item.name == item)
    return found.components[0]


def assert_workbook_agrees(tmp_path, table) -> None:
    """Let LibreOffice compute the scores under every choice and compare items and total."""
    loaded = load_tables(CityTable.objects.filter(pk=table.pk))
    standings = {name: score_tables(2017, loaded, policy) for name, policy in POLICIES.items()}
    books = recalculated(tmp_path, {name: scores_xlsx(s) for name, s in standings.items()})
    for name, standing in standings.items():
        [city] = standing.cities
        items = [float(i.score) for s in city.score.sections for i in s.items]
        rows = books[name]["评分"].iter_rows(min_row=2, values_only=True)
        assert [row[5] for row in rows] == pytest.approx(items, abs=1e-9), name
        [ranked] = books[name]["排名"].iter_rows(min_row=2, values_only=True)
        assert ranked[-2] == pytest.approx(float(city.total), abs=1e-9), name


def paper_of(table) -> str:
    loaded = load_tables(CityTable.objects.filter(pk=table.pk))
    return scorecard_htmls(score_tables(2017, loaded, Policy(cap_components=False)))[0]


def come_back(table) -> dict:
    """Return the exported rules and those after an import into the next year."""
    before = tables_json(2017, load_tables(CityTable.objects.filter(pk=table.pk)))
    readings, codes = read_tables(json.dumps(before).encode(), "tables.json", 2018)
    actor = log.Actor("考核甲")
    import_tables(number=2018, readings=readings, codes=codes, actor=actor)
    after = tables_json(2018, load_tables(CityTable.objects.filter(year__number=2018)))
    for told in (before, after):
        for rows in rows_of(told):
            rows.pop("by_hand", None)
    assert rows_of(after) == rows_of(before)
    return before


def rows_of(told: dict) -> list[dict]:
    sections = told["cities"][0]["sections"]
    components = [c for s in sections for i in s["items"] for c in i["components"]]
    return [*components, *(r for c in components for r in c["rules"])]


# --- Caps ---------------------------------------------------------------------------------------


def test_office_writes_the_caps_of_the_text_on_the_page(editor, table):
    client, url = editor
    data = posted(client.get(url)) | {"c-0-cap": ["6"], "c-0-r-0-cap": ["2.5"]}
    assert client.post(url, data).status_code == 302
    again = posted(client.get(url))
    assert (again["c-0-cap"], again["c-0-r-0-cap"]) == (["6"], ["2.5"])
    record(农业实用技术培训="0", 转移就业技能培训="0", 获证率="15")
    score = component_of(table, "移民培训")
    assert [str(line.deduction) for line in score.lines] == ["2.500", "8.000", "0"]
    assert str(score.deduction) == "6.000"
    told = AuditEntry.objects.get(action="修改计分规则").after
    assert "最多扣 6 分" in str(told)
    assert "扣 1 分，最多扣 2.5 分" in str(told)


def test_caps_are_shown_wherever_the_rule_is(editor, table):
    client, url = editor
    client.post(url, posted(client.get(url)) | {"c-0-cap": ["6"], "c-0-r-0-cap": ["2.5"]})
    record(农业实用技术培训="0", 转移就业技能培训="0", 获证率="15")
    paper = paper_of(table)
    assert "10 档 × 1 = 10，最多扣 2.5 分，扣 2.5" in paper
    assert "合计 10.5 分，超过本要点最多扣的 6 分，按 6 分扣" in paper
    assert "分值 9 分，最多扣 6 分" in paper
    shown = client.get(reverse("city-table", args=[2017, table.city.key])).content.decode()
    assert "9 分，最多扣 6 分" in shown
    assert "每少 10% 扣 1 分，最多扣 2.5 分" in shown


def test_caps_that_differ_from_the_words_are_to_be_settled(editor, table):
    client, url = editor
    client.post(url, posted(client.get(url)) | {"c-0-cap": ["6"], "c-0-r-0-cap": ["2.5"]})
    told = [concern.message for concern in table.concerns.all()]
    assert any("读为没有扣分上限，要点1为最多扣 6 分" in message for message in told)
    assert any("读为没有扣分上限，规则为最多扣 2.5 分" in message for message in told)


@pytest.mark.parametrize("field", ["c-0-cap", "c-0-r-0-cap"])
@pytest.mark.parametrize("value", ["0", "-1", "六", "0.0001"])
def test_cap_that_is_none_is_refused(editor, field, value):
    client, url = editor
    response = client.post(url, posted(client.get(url)) | {field: [value]})
    assert response.status_code == 422
    assert not Rule.objects.exclude(cap=None).exists()
    assert not Component.objects.exclude(cap=None).exists()


def test_workbook_holds_to_the_caps(tmp_path, table):
    Rule.objects.filter(kind="shortfall_share").update(cap=Decimal("2.5"))
    Component.objects.filter(item__name="移民培训").update(cap=Decimal(6))
    Component.objects.filter(item__name="廉政建设").update(cap=Decimal(12))
    record(农业实用技术培训="100", 获证率="15", 发生违纪违规行为被通报每起="7")
    assert_workbook_agrees(tmp_path, table)


def test_caps_come_back_from_the_exported_file(table):
    Rule.objects.filter(kind="shortfall_share").update(cap=Decimal("2.5"))
    Component.objects.filter(item__name="移民培训").update(cap=Decimal(6))
    told = come_back(table)
    assert [row["cap"] for row in rows_of(told)][:3] == ["6", None, "2.5"]


def test_exported_rule_says_what_it_is_made_of(table):
    [_, _, share, rate, failing, each] = rows_of(
        tables_json(2017, load_tables(CityTable.objects.all()))
    )
    parts = ("effect", "basis", "amount", "step", "unit", "cap", "target")
    assert [[row[part] for part in parts] for row in (share, rate, failing, each)] == [
        ["deduct", "share_short", "1", "10", "%", None, ["1103", "166"]],
        ["deduct", "rate_short", "0.1", "1", "个百分点", None, "95"],
        ["deduct", "once", "0.2", None, None, None, None],
        ["deduct", "occurrence", "2", "1", "起", None, None],
    ]


# --- Conditions ---------------------------------------------------------------------------------


def test_office_writes_the_condition_of_a_rule_and_it_goes_wherever_the_rule_goes(editor, table):
    client, url = editor
    data = posted(client.get(url)) | {"c-0-r-0-condition": [" 在省级检查中 "]}
    assert client.post(url, data).status_code == 302
    assert posted(client.get(url))["c-0-r-0-condition"] == ["在省级检查中"]
    shown = client.get(reverse("city-table", args=[2017, table.city.key])).content.decode()
    assert "每少 10% 扣 1 分（在省级检查中）" in shown
    told = str(AuditEntry.objects.get(action="修改计分规则").after)
    assert "扣 1 分，限定：在省级检查中" in told
    said = [row.get("condition") for row in rows_of(come_back(table))]
    assert said == [None, None, "在省级检查中", None, None, None]


def test_condition_that_the_words_do_not_give_is_to_be_settled(editor, table):
    client, url = editor
    client.post(url, posted(client.get(url)) | {"c-0-r-0-condition": ["在省级检查中"]})
    messages = [concern.message for concern in table.concerns.all()]
    assert any("读为没有限定条件，规则为限定“在省级检查中”" in message for message in messages)


def test_condition_changes_no_score(table):
    record(农业实用技术培训="0", 转移就业技能培训="0", 获证率="15")
    before = component_of(table, "移民培训")
    Rule.objects.update(condition="在省级检查中")
    after = component_of(table, "移民培训")
    assert (after.raw, after.deduction) == (before.raw, before.deduction)
    assert before.deduction > 0


# --- Kinds beyond those of 2017 -------------------------------------------------------------------

#: By kind: the measure's name, kind and unit; step, ceiling, points; a figure with what it
#: makes of a component of 9; how it is told on page, paper and in the log.
BEYOND = {
    "excess": (
        *(("结余率", "比率", "%"), ("1", "5", "0.5"), ("7.2", "1")),
        "超过 5%，每超出 1 个百分点扣 0.5 分",
        "7.2% 超过 5%，超出 2.2 个百分点 → 2 档 × 0.5 = 1",
        "超过上限：结余率，上限 5，每档 1，扣 0.5 分",
    ),
    "period": (
        *(("报送逾期", "数量", "天"), ("10", "", "0.5"), ("25", "1")),
        "每 10 天扣 0.5 分",
        "25 天 → 2 档 × 0.5 = 1",
        "按时间扣分：报送逾期，每档 10，扣 0.5 分",
    ),
    "money": (
        *(("违规金额", "数量", "万元"), ("1", "", "0.2"), ("4", "0.8")),
        "每万元扣 0.2 分",
        "4 万元 × 0.2 = 0.8",
        "按金额扣分：违规金额，每档 1，扣 0.2 分",
    ),
    "growing": (
        *(("越级上访", "次数", "起"), ("1", "", "2"), ("2", "5")),
        "第 1 起扣 2 分，以后每起多扣 1 分",
        "2 起：2 + 3 = 5",
        "逐次递增扣分：越级上访，每档 1，扣 2 分",
    ),
    "bonus_over": (
        *(("培训总数", "数量", "人"), ("500", "2000", "0.2"), ("3100", "0")),
        "超过 2,000 人，每超出 500 人加 0.2 分",
        "3,100 人 超过 2,000 人，超出 1,100 人 → 2 档 × 0.2 = 0.4",
        "超额加分：培训总数，超过 2000，每档 500，加 0.2 分",
    ),
    "bonus_under": (
        *(("补考率", "比率", "%"), ("2", "15", "3"), ("10.5", "0")),
        "低于 15%，每低 2 个百分点加 3 分",
        "10.5% 低于 15%，低 4.5 个百分点 → 2 档 × 3 = 6",
        "降低加分：补考率，低于 15，每档 2，加 3 分",
    ),
    "set_component": (
        *(("套取资金", "是否", ""), ("", "", "0"), ("1", "9")),
        "出现该情形，本要点得 0 分",
        "出现该情形 → 本要点得 0 分",
        "定本要点得分：套取资金，得 0 分",
    ),
    "set_item": (
        *(("套取资金", "次数", "起"), ("", "", "2"), ("3", "7")),
        "出现该情形，本指标得 2 分",
        "出现该情形 → 本指标得 2 分",
        "定本指标得分：套取资金，得 2 分",
    ),
}


def with_new_rule(data, kind, measure, figures, **more) -> dict:
    """Return the posted editor with one more measure and a rule of kind on it."""
    name, measured, unit = measure
    step, target, points = figures
    return {
        **data,
        **{f"c-0-m-{count}_FORMS": ["5"] for count in ("TOTAL", "INITIAL")},
        "c-0-m-4-name": [name],
        "c-0-m-4-kind": [measured],
        "c-0-m-4-unit": [unit],
        **{f"c-0-r-{count}_FORMS": ["4"] for count in ("TOTAL", "INITIAL")},
        "c-0-r-3-clause": ["计9分"],
        "c-0-r-3-kind": [kind],
        "c-0-r-3-step": [step],
        "c-0-r-3-target": [target],
        "c-0-r-3-deduction": [points],
        "c-0-r-3-measures": ["4"],
        **{f"c-0-r-3-{field}": [value] for field, value in more.items()},
    }


@pytest.mark.parametrize("kind", BEYOND)
def test_office_settles_a_phrase_with_the_new_kind(editor, table, kind):
    client, url = editor
    measure, figures, (value, lost), sentence, sum_told, logged = BEYOND[kind]
    response = client.post(url, with_new_rule(posted(client.get(url)), kind, measure, figures))
    assert response.status_code == 302
    again = posted(client.get(url))
    fields = ("kind", "step", "target", "deduction")
    assert [again[f"c-0-r-3-{f}"][0] for f in fields] == [kind, *figures]
    assert logged in str(AuditEntry.objects.get(action="修改计分规则").after)

    record(**{measure[0]: value, "获证率": "95", "农业实用技术培训": "1103"})
    [city] = score_tables(2017, load_tables(CityTable.objects.all()), Policy()).cities
    item = city.score.sections[0].items[0]
    assert item.item.points - item.score == Decimal(lost)
    shown = client.get(reverse("city-table", args=[2017, table.city.key])).content.decode()
    assert sentence in shown
    card = client.get(reverse("scorecard", args=[2017, table.city.key])).content.decode()
    assert sum_told in card
    assert sum_told in paper_of(table)
    derived = client.get(reverse("item-derivation", args=[2017, item_pk()])).content.decode()
    assert sum_told in derived
    [*_, told] = rows_of(come_back(table))[-2:-1]
    assert (told["kind"], told["deduction"]) == (kind, figures[2])


def item_pk() -> int:
    return Item.objects.get(section__table__year__number=2017, name="移民培训").pk


@pytest.mark.parametrize(
    ("kind", "measure", "figures", "field", "said"),
    [
        ("excess", ("甲率", "比率", "%"), ("1", "", "1"), "target", "请填超过多少才扣分"),
        ("excess", ("甲率", "比率", "%"), ("", "5", "1"), "step", "请填每档是多少"),
        ("excess", ("甲", "是否", ""), ("1", "5", "1"), "measures", "“甲”不是"),
        ("period", ("甲", "数量", "万元"), ("1", "", "1"), "measures", "“甲”的单位是“万元”"),
        ("money", ("甲", "数量", ""), ("1", "", "1"), "measures", "“甲”的单位没有填"),
        ("money", ("甲", "数量", "万元"), ("", "", "1"), "step", "请填每档是多少"),
        ("set_component", ("甲", "数量", "个"), ("", "", "0"), "measures", "“甲”没有目标值"),
        ("set_component", ("甲", "是否", ""), ("", "", "10"), "deduction", "只有 9 分"),
        ("period", ("甲", "数量", "天"), ("1", "", "0"), "deduction", "扣分须大于 0"),
    ],
)
def test_rule_that_cannot_work_is_told(editor, kind, measure, figures, field, said):
    client, url = editor
    response = client.post(url, with_new_rule(posted(client.get(url)), kind, measure, figures))
    assert response.status_code == 422
    assert said in response.content.decode()
    assert Rule.objects.count() == 4


def test_rules_that_were_read_on_a_bar_may_stay_when_others_are_set_right(client, tmp_path):
    text = "获证率82%以上，计9分，每下降1%扣0.1分；获证率82%以下的记零分。"
    heads = ["指标名称", "评分标准", "分值", "责任处室"]
    factories.make_city("长沙市")
    factories.make_office("培训中心")
    data = word(TITLE, [heads, ["移民培训", text, "9", "培训中心"]])
    readings = [read_table(raw) for raw in read_document(data, "表.docx")]
    import_tables(number=2017, readings=readings, actor=log.Actor("考核甲"))
    setting = Rule.objects.get(kind="set_component")
    assert setting.measures.get().target == 82
    client.force_login(factories.make_account(role=Role.ASSESSMENT_OFFICE))
    url = reverse("item-rules", args=[2017, Item.objects.get().pk])
    answer = client.post(url, posted(client.get(url)) | {"reason": ["核对原文"]})
    assert answer.status_code == 302
    table = CityTable.objects.get()
    address = reverse("city-table", args=[2017, table.city.key])
    assert "低于 82%，本要点得 0 分" in client.get(address).content.decode()
    Result.objects.update(value=Decimal(81))
    card = client.get(reverse("scorecard", args=[2017, table.city.key])).content.decode()
    assert "完成 81%，未达 82% → 本要点得 0 分" in card
    assert_workbook_agrees(tmp_path, table)


def test_what_makes_a_score_has_no_cap(editor):
    client, url = editor
    measure, figures, *_ = BEYOND["set_component"]
    data = with_new_rule(posted(client.get(url)), "set_component", measure, figures, cap="3")
    response = client.post(url, data)
    assert response.status_code == 422
    assert "定得分的规则没有上限" in response.content.decode()


def test_given_full_marks_are_told_on_paper(table):
    component = Component.objects.get(item__name="廉政建设")
    praised = factories.make_measure(component, "无一信访", "是否")
    factories.make_rule(component, "set_component", "10", [praised], None, "计10分")
    record(无一信访="1", 发生违纪违规行为被通报每起="2")
    paper = paper_of(table)
    assert "本要点（10分）因“计10分”，本要点得 10 分" in paper
    assert "扣分1处、定分1处" in paper
    assert "出现该情形 → 本要点得 10 分" in paper


@pytest.mark.parametrize("worst", ["0", "1"])
def test_workbook_recomputes_the_new_kinds(tmp_path, table, worst):
    component = Component.objects.get(item__name="移民培训")
    for kind in ("excess", "period", "money"):
        (name, measured, unit), (step, target, points), (value, _), *_ = BEYOND[kind]
        measure = factories.make_measure(component, name, measured, unit)
        rule = factories.make_rule(component, kind, points, [measure], step, "计9分")
        Rule.objects.filter(pk=rule.pk).update(target=target or None)
        record(**{name: value})
    honest = Item.objects.get(name="廉政建设")
    component = honest.components.get()
    lied = factories.make_measure(component, "弄虚作假", "是否")
    factories.make_rule(component, "set_component", "4", [lied], None, "计10分")
    factories.make_rule(component, "set_component", "3", [lied], None, "计10分")
    stolen = factories.make_measure(component, "套取资金", "次数", "起")
    factories.make_rule(component, "set_item", "1", [stolen], None, "计10分")
    record(弄虚作假="1", 套取资金=worst, 发生违纪违规行为被通报每起="1", 获证率="93.5")
    assert_workbook_agrees(tmp_path, table)


# --- Points that are earned -----------------------------------------------------------------------

EARNED_TEXT = "开展示范创建，计6分，开展试点得2分，每完成1户得0.5分，按完成比例得3分。"


@pytest.fixture
def earned(editor, table):
    """An item of 6 points that are earned, ruled by the office on its page."""
    client, _ = editor
    item = factories.make_item(table.sections.get(order=1), "示范创建", "6", text=EARNED_TEXT)
    factories.make_component(item, "6")
    url = reverse("item-rules", args=[2017, item.pk])
    measures = (
        ("试点", "是否", "", ""),
        ("示范户", "数量", "户", ""),
        ("示范村", "数量", "个", "4"),
    )
    rules = (
        ("开展试点得2分", "award_once", "", "2", ""),
        ("每完成1户得0.5分", "award_each", "1", "0.5", "1.5"),
        ("按完成比例得3分", "award_share", "", "3", ""),
    )
    rows = {f"c-0-{sort}-{count}_FORMS": ["3"] for sort in "mr" for count in ("TOTAL", "INITIAL")}
    for at, told in enumerate(measures):
        for field, value in zip(("name", "kind", "unit", "target"), told, strict=True):
            rows[f"c-0-m-{at}-{field}"] = [value]
    for at, told in enumerate(rules):
        rows[f"c-0-r-{at}-measures"] = [str(at)]
        for field, value in zip(("clause", "kind", "step", "deduction", "cap"), told, strict=True):
            rows[f"c-0-r-{at}-{field}"] = [value]
    assert client.post(url, posted(client.get(url)) | rows).status_code == 302
    return client, url, item


def test_earned_points_go_from_the_page_to_score_paper_and_file(earned, table):
    client, url, item = earned
    again = posted(client.get(url))
    assert [again[f"c-0-r-{at}-kind"] for at in range(3)] == [
        ["award_once"], ["award_each"], ["award_share"],
    ]  # fmt: skip
    told = str(AuditEntry.objects.get(action="修改计分规则").after)
    assert "按完成数量得分：示范户，每档 1，得 0.5 分，最多得 1.5 分" in told
    record(试点="1", 示范户="4", 示范村="3")
    score = component_of(table, "示范创建")
    assert str(score.deduction) == "0.25000"
    card = client.get(reverse("scorecard", args=[2017, table.city.key])).content.decode()
    derived = client.get(reverse("item-derivation", args=[2017, item.pk])).content.decode()
    paper = paper_of(table)
    for page in (card, derived, paper):
        assert "出现该情形 → 得 2" in page
        assert "完成 4 户 × 0.5 = 2，最多得 1.5 分，得 1.5" in page
        assert "完成 3 ÷ 目标 4 = 75% → 3 × 75% = 2.25" in page
    assert "得 5.75 分" in card
    assert "本要点（6分）得 5.75 分" in paper
    assert "未得满1处" in paper
    come_back(table)


def test_nothing_recorded_is_never_shown_as_nothing_earned(earned, table):
    client, _, item = earned
    card = client.get(reverse("scorecard", args=[2017, table.city.key])).content.decode()
    derived = client.get(reverse("item-derivation", args=[2017, item.pk])).content.decode()
    paper = paper_of(table)
    assert "尚未录入，得分待定" in card
    assert "尚未录入，得分待定" in derived
    assert "未录入，暂不得分" in paper
    assert "应得分的暂不得分" in paper
    assert '>本要点（6分）尚未录入，得分待定</td><td class="middle">—</td>' in paper
    assert "示范创建：尚未录入，得分待定（满分 6 分）" in paper
    assert '<td class="figure">—</td><td class="figure">—＊</td>' in paper
    assert "得分</span>—</span>" in card
    [loaded] = load_tables(CityTable.objects.filter(pk=table.pk))
    found = next(i for i in loaded.items if i.name == "示范创建")
    assert row_standing(found, score_loaded(found, Policy())).score == "—"


@pytest.mark.parametrize("done", [{}, {"试点": "1", "示范户": "2.5", "示范村": "3"}])
def test_workbook_recomputes_what_was_earned(tmp_path, earned, table, done):
    record(**done, 农业实用技术培训="100")
    assert_workbook_agrees(tmp_path, table)


def test_points_are_earned_and_taken_in_one_component(editor):
    client, url = editor
    measure = ("试点", "是否", "")
    data = with_new_rule(posted(client.get(url)), "award_once", measure, ("", "", "2"))
    assert client.post(url, data).status_code == 302


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"c-0-cap": ["3"]}, "没有“最多扣”"),
        ({"c-0-r-1-step": [""]}, "请填每档是多少"),
        ({"c-0-r-1-deduction": ["0"]}, "得分须大于 0"),
        ({"c-0-m-2-target": [""]}, "没有目标值"),
        ({"c-0-r-2-measures": ["1", "2"], "c-0-m-1-target": ["3"]}, "只能用一个测量项"),
    ],
)
def test_award_that_cannot_work_is_told(earned, change, said):
    client, url, _ = earned
    response = client.post(url, posted(client.get(url)) | change)
    assert response.status_code == 422
    assert said in response.content.decode()


@pytest.mark.parametrize("spoiled", ["cap", "measures"])
def test_file_with_awards_that_cannot_work_is_refused(earned, table, spoiled):
    told = tables_json(2017, load_tables(CityTable.objects.all()))
    component = told["cities"][0]["sections"][0]["items"][1]["components"][0]
    if spoiled == "cap":
        component["cap"] = "3"
    else:
        component["rules"][2]["measures"] = [m["code"] for m in component["measures"]]
    with pytest.raises(Refused, match="“示范创建”要点 1"):
        read_tables(json.dumps(told).encode(), "tables.json", 2018)
