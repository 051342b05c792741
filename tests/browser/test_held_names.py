"""Wide tables of a report: what names a row stays where it is while figures scroll sideways."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from selfeval.filing.actions.drafts import add_indicator
from selfeval.loading import draft_of
from tests.browser.browsing import NARROW, SIDEWAYS, WIDE, open_as
from tests.factories import make_account, make_city, make_county
from tests.selfeval.factories import actor_for, make_filer, make_form, make_report, make_task

pytestmark = pytest.mark.django_db(transaction=True)
#: Cells with input that stand partly beneath what is held after they have the focus.
HIDDEN = """frame => [...frame.querySelectorAll('td [data-cell]')].reverse().filter(input => {
  input.focus();
  const held = input.closest('tr').querySelector('.is-held')?.getBoundingClientRect();
  return held && input.getBoundingClientRect().left < held.right - 2;
}).map(input => input.dataset.cell)"""
LEFT = "(cell) => cell.getBoundingClientRect().left"


@pytest.fixture
def report():
    report = make_report(
        make_task(make_form("project_2020")), make_county("岳阳县", make_city("岳阳市"))
    )
    person = make_filer(report, "county")
    nodes = draft_of(report).evaluated.laid.nodes
    for head in [place.code for place in nodes if place.node.may_add][:3]:
        for name in ("硬化产业路里程", "新修排水渠长度"):
            add_indicator(
                report_id=report.pk, parent=head, label=name, user=person, actor=actor_for(person)
            )
    return report


def tree_of(page):
    frame = page.locator(".sheet-frame:has(.is-tree)")
    expect(frame.locator(".is-held").first).to_be_visible()
    return frame


@pytest.mark.parametrize(("size", "levels"), [(WIDE, 3), (NARROW, 1)], ids=["screen", "telephone"])
def test_names_stay_while_figures_scroll_and_hide_no_cell_with_the_focus(
    context, live_server, report, size, levels
):
    path = reverse("report-section", args=[report.pk, "indicators"])
    page = open_as(context, live_server.url, "county", path)
    page.set_viewport_size(size)
    frame = tree_of(page)
    leaf, score = frame.locator("th.tree-leaf").nth(1), frame.locator("td.entry").nth(6)
    heads = frame.locator("thead th.is-held")
    expect(heads).to_have_count(levels)
    # on a telephone the upper levels give way first; then nothing moves any more
    frame.evaluate("frame => { frame.scrollLeft = 140 }")
    name, figure = leaf.evaluate(LEFT), score.evaluate(LEFT)
    frame.evaluate("frame => { frame.scrollLeft = 200 }")
    moved = frame.evaluate("frame => frame.scrollLeft") - 140
    assert leaf.evaluate(LEFT) == pytest.approx(name, abs=1)
    assert score.evaluate(LEFT) == pytest.approx(figure - moved, abs=1)
    assert frame.evaluate(HIDDEN) == []
    assert page.evaluate(SIDEWAYS) == 0

    page.emulate_media(media="print")
    assert leaf.evaluate("cell => getComputedStyle(cell).position") == "static"


def test_the_countys_name_stays_while_a_reviewers_list_scrolls(context, live_server, report):
    make_account("kaohe", role="assessment_office")
    page = open_as(context, live_server.url, "kaohe", f"{reverse('selfeval')}?state=all")
    page.set_viewport_size(NARROW)
    name, state = (
        page.locator(".report-list tbody th").first,
        page.locator(".report-list tbody td.num"),
    )
    before = name.evaluate(LEFT), state.first.evaluate(LEFT)
    page.locator(".table-frame").evaluate("frame => { frame.scrollLeft = 160 }")
    assert name.evaluate(LEFT) <= before[0]
    page.locator(".table-frame").evaluate("frame => { frame.scrollLeft = 220 }")
    held, moved = name.evaluate(LEFT), state.first.evaluate(LEFT)
    assert held >= 0
    assert moved == pytest.approx(before[1] - 220, abs=1)
    page.emulate_media(media="print")
    assert name.evaluate("cell => getComputedStyle(cell).position") == "static"
