"""Charts: what is printed, how long bars are, what paper needs, nothing let through unescaped."""

from decimal import Decimal
from xml.etree import ElementTree

import pytest
from django.utils.safestring import SafeString

from assessment.scores.charts import (
    LostIndicator,
    OfficeBar,
    RankedCity,
    ReadingRow,
    lost_points_bars,
    progress_bars,
    ranking_bars,
    readings_dots,
)
from lib.drawing import FONT, NARROW, width_of

D = Decimal
SVG = "{http://www.w3.org/2000/svg}"
SECTIONS = ("移民业务工作", "效能与党风廉政建设")
READINGS = ("不足一档不扣", "按比例扣分", "不足一档按一档扣")
HOSTILE = "<script>&\"'"

CITIES = (
    RankedCity("长沙市", 1, (D("74.10"), D("23.20")), D("97.30"), D("2.70"), url="/x/"),
    RankedCity("株洲市", 2, (D("70"), D("20")), D("90"), D("10")),
    RankedCity("湘潭市", 2, (D("66"), D("24")), D("90"), D("10")),
    RankedCity("衡阳市", None, (D("38"), D("12")), D("50"), D("50")),
)
CHARTS = {
    "ranking": ranking_bars(CITIES, sections=SECTIONS),
    "lost": lost_points_bars(
        [
            LostIndicator("移民培训", D("12.40"), 9, "每少完成10%扣1分"),
            LostIndicator("信访", D(0), 0),
        ]
    ),
    "progress": progress_bars([OfficeBar("培训中心", 61, 70), OfficeBar("稽察处", 5, 5)]),
    "readings": readings_dots(
        [ReadingRow("长沙市", (D("97.3"), D("96.8"), D("95.9")), ("1", "2", "2"))],
        readings=READINGS,
    ),
}
HOSTILE_CHARTS = {
    "ranking": ranking_bars(
        [RankedCity(HOSTILE, 1, (D(1),), D(1), D(99), url=HOSTILE)], sections=[HOSTILE]
    ),
    "lost": lost_points_bars([LostIndicator(HOSTILE, D(1), 1, HOSTILE, HOSTILE)]),
    "progress": progress_bars([OfficeBar(HOSTILE, 1, 2, HOSTILE)]),
    "readings": readings_dots([ReadingRow(HOSTILE, (D(1),), ("1",), HOSTILE)], readings=[HOSTILE]),
}


@pytest.fixture(params=CHARTS)
def chart(request):
    return CHARTS[request.param]


def _texts(svg) -> list[str]:
    return [text.text for text in ElementTree.fromstring(svg).iter(f"{SVG}text")]


def _bars(svg, fill) -> list[Decimal]:
    rects = ElementTree.fromstring(svg).iter(f"{SVG}rect")
    return [D(rect.get("width")) for rect in rects if rect.get("fill") == fill]


def test_chart_is_safe_svg_with_title_and_description(chart):
    root = ElementTree.fromstring(chart)
    assert isinstance(chart, SafeString)
    assert root.tag == f"{SVG}svg"
    assert root.find(f"{SVG}title").text
    assert root.find(f"{SVG}desc").text


def test_chart_carries_its_own_type_and_no_style(chart):
    texts = list(ElementTree.fromstring(chart).iter(f"{SVG}text"))
    assert {text.get("font-family") for text in texts} == {FONT}
    assert all(text.get("font-size") for text in texts)
    assert "style" not in chart
    assert "class" not in chart
    assert "Gradient" not in chart


def test_chart_is_an_image_unless_it_holds_links():
    assert 'role="group" aria-label="各市州得分排名"' in CHARTS["ranking"]
    assert 'role="img"' in CHARTS["lost"]


@pytest.mark.parametrize("svg", HOSTILE_CHARTS.values(), ids=HOSTILE_CHARTS)
def test_chart_escapes_every_word(svg):
    assert "<script" not in svg
    root = ElementTree.fromstring(svg)
    assert root.find(f"{SVG}a").get("href") == HOSTILE
    assert any(text == HOSTILE for text in _texts(svg))


def test_ranking_prints_ranks_ties_totals_and_losses():
    texts = _texts(CHARTS["ranking"])
    assert texts[:3] == [*SECTIONS, "失分"]
    assert texts[3:] == [
        *("1", "长沙市", "97.30", "−2.70"),
        *("并列2", "株洲市", "90.00", "−10.00"),
        *("并列2", "湘潭市", "90.00", "−10.00"),
        *("—", "衡阳市", "50.00", "−50.00"),
    ]


def test_ranking_bars_are_as_long_as_their_sections():
    full = _bars(CHARTS["ranking"], "#f6dcd8")[1]  # the first is the key's
    business = _bars(CHARTS["ranking"], "#1f4e8c")[1:]
    assert [round(bar / full * 100) for bar in business] == [74, 70, 66, 38]


def _fills(svg) -> list[tuple[str, str]]:
    """Return the words of the key, each with the colour before it."""
    root = ElementTree.fromstring(svg)
    key = [r.get("fill") for r in root.iter(f"{SVG}rect") if r.get("height") == "12"]
    return list(zip(_texts(svg), key, strict=False))


@pytest.mark.parametrize("sections", [("业务",), ("业务", "效能"), ("业务", "效能", "其他")])
def test_key_of_the_ranking_has_the_colours_of_the_bars(sections):
    parts = tuple(D(20) for _ in sections)
    city = RankedCity("长沙市", 1, parts, D(25), D(40), D(5))
    svg = ranking_bars([city], sections=sections)
    fills = dict(_fills(svg))
    assert len(set(fills.values())) == len(sections) + 2
    assert fills["失分"] == "#f6dcd8"
    key = len(fills)
    drawn = [r.get("fill") for r in ElementTree.fromstring(svg).iter(f"{SVG}rect")][key:]
    assert drawn == [fills["失分"], *(fills[name] for name in sections), fills["加分"]]


def test_bonus_stands_apart_from_what_is_lost():
    """81 = 76 + 5: 24 were lost, and the bar of the bonus begins where the points end."""
    praised = RankedCity("长沙市", 1, (D(76),), D(81), D(24), D(5))
    plain = RankedCity("株洲市", 2, (D(80),), D(80), D(20))
    svg = ranking_bars([praised, plain], sections=["业务"])
    assert _texts(svg)[3:] == [
        *("1", "长沙市", "81.00", "−24.00", "+5.00"),
        *("2", "株洲市", "80.00", "−20.00"),
    ]
    track, _ = _bars(svg, "#f6dcd8")[1:]
    [won] = _bars(svg, "#1b6a3e")[1:]
    assert round(won / track * 100) == 5
    desc = ElementTree.fromstring(svg).find(f"{SVG}desc").text
    assert desc == "1 长沙市 81.00 分，失 24.00 分，加 5.00 分；2 株洲市 80.00 分，失 20.00 分"


def test_lost_points_prints_figure_cities_and_commonest_rule():
    assert _texts(CHARTS["lost"]) == [
        *("移民培训", "−12.40", "9 市", "最多：每少完成10%扣1分"),
        *("信访", "0.00", "0 市"),
    ]


def test_lost_points_cuts_a_rule_that_does_not_fit():
    svg = lost_points_bars([LostIndicator("移民培训", D(1), 1, "每少完成10%扣0.8分" * 9)])
    assert _texts(svg)[3].endswith("…")


def test_progress_says_when_an_office_is_done():
    assert _texts(CHARTS["progress"]) == [
        *("培训中心", "61 / 70", "87%"),
        *("稽察处", "5 / 5", "已录全"),
    ]


def test_readings_print_totals_and_ranks():
    texts = _texts(CHARTS["readings"])
    assert texts[:3] == list(READINGS)
    assert texts[-3:] == ["长沙市", "97.30", "1 · 2 · 2"]


def test_readings_of_a_telephone_stay_inside_it():
    rows = [ReadingRow("湘西自治州", (D("97.3"), D("88.8"), D("95.9")), ("10", "12", "13"))]
    drawn = readings_dots(rows, readings=READINGS, width=NARROW)
    for each in ElementTree.fromstring(drawn).iter(f"{SVG}text"):
        wide = width_of(each.text, int(each.get("font-size")))
        begins = {"start": 0, "middle": wide / 2, "end": wide}[each.get("text-anchor")]
        assert -1 <= float(each.get("x")) - begins <= NARROW - wide + 1, each.text


def test_readings_told_to_those_who_hear_the_page():
    desc = ElementTree.fromstring(CHARTS["readings"]).find(f"{SVG}desc").text
    assert desc == (
        "长沙市：不足一档不扣 97.30 分第 1 名，按比例扣分 96.80 分第 2 名，"
        "不足一档按一档扣 95.90 分第 2 名"
    )


@pytest.mark.parametrize(
    "svg",
    [
        ranking_bars([], sections=SECTIONS),
        lost_points_bars([]),
        progress_bars([OfficeBar("培训中心", 0, 0)]),
        readings_dots([], readings=READINGS),
    ],
    ids=CHARTS,
)
def test_chart_of_nothing_is_still_svg(svg):
    assert ElementTree.fromstring(svg).tag == f"{SVG}svg"
