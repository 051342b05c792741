"""The page of a workbook that others have overtaken: conflicts on top, a choice for each."""

from decimal import Decimal

import pytest

from tests.assessment.previews import parcel_of, words_of
from tests.assessment.recording import result_of, write
from tests.assessment.workbooks import UploadedWorkbook, recorded

pytestmark = pytest.mark.django_db


@pytest.fixture
def workbook(office):
    return UploadedWorkbook(office)


@pytest.fixture
def disputed(workbook, office, table):
    """A preview of one new figure and two that others wrote since."""
    workbook.fill("农业实用技术培训", 1000)
    workbook.fill("转移就业技能培训", 166)
    workbook.fill("获证率", 0.96)
    write(office, result_of(table, "转移就业技能培训"), "150")
    write(office, result_of(table, "获证率"), "97")
    return workbook.preview()


def chosen(table, *words) -> dict:
    results = [result_of(table, name) for name in ("转移就业技能培训", "获证率")]
    return {
        f"choice-{result.pk}": word for result, word in zip(results, words, strict=False) if word
    }


def confirm(workbook, response, choices):
    return workbook.client.post(workbook.url, {"parcel": parcel_of(response)} | choices)


def test_conflicts_stand_on_top_with_who_and_what_stands(disputed):
    words = words_of(disputed)
    assert words.index("冲突 2 处") < words.index("变化明细")
    assert "150（培训中心" in words
    assert [d.measure for d in disputed.context["comparison"].undisputed] == ["农业实用技术培训"]


def test_doubts_of_a_figure_are_shown_beside_it(disputed):
    assert 'class="missing"' in words_of(disputed)


@pytest.mark.parametrize(
    ("words", "stands"),
    [
        (("mine", "theirs"), (1000, 166, 97)),
        (("theirs", "mine"), (1000, 150, Decimal("0.96"))),
    ],
)
def test_each_conflict_is_written_as_chosen(workbook, disputed, table, words, stands):
    response = confirm(workbook, disputed, chosen(table, *words))
    assert response.status_code == 302
    assert tuple(value for _, value, _ in recorded()) == stands


@pytest.mark.parametrize(
    ("word", "stands"), [("mine", (1000, 166, Decimal("0.96"))), ("theirs", (1000, 150, 97))]
)
def test_all_conflicts_may_be_decided_at_once(workbook, disputed, table, word, stands):
    choices = chosen(table, "theirs", "mine") | {"choice-all": word}
    confirm(workbook, disputed, choices)
    assert tuple(value for _, value, _ in recorded()) == stands


@pytest.mark.parametrize("words", [(), ("mine",), ("mine", "perhaps")])
def test_an_undecided_conflict_keeps_everything_out_and_asks_again(
    workbook, disputed, table, words
):
    response = confirm(workbook, disputed, chosen(table, *words))
    assert "逐项选择，或一次选定全部，再写入" in words_of(response)
    assert [name for name, _, _ in recorded()] == ["转移就业技能培训", "获证率"]
    again = confirm(workbook, response, {"choice-all": "theirs"})
    assert again.status_code == 302


def test_a_choice_already_made_is_kept_when_asked_again(workbook, disputed, table):
    response = confirm(workbook, disputed, chosen(table, "mine"))
    pk = result_of(table, "转移就业技能培训").pk
    assert f'name="choice-{pk}" value="mine" checked' in words_of(response)


def test_a_conflict_that_moves_again_after_the_preview_is_not_written(
    workbook, disputed, office, table
):
    write(office, result_of(table, "获证率"), "98")
    response = confirm(workbook, disputed, {"choice-all": "mine"})
    assert "“获证率”在预览之后已被他人修改" in words_of(response)
    assert ("农业实用技术培训", 1000, "") not in recorded()


def test_what_stays_although_the_workbook_is_empty_is_listed(workbook, office, table):
    write(office, result_of(table), "900")
    workbook.fill("转移就业技能培训", 166)
    words = words_of(workbook.preview())
    assert "保留不动的记录 1 处" in words
    assert "第 2 行 长沙市 农业实用技术培训：900（培训中心" in words
