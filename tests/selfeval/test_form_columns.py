"""The columns of an indicator table in the editor: chosen, named, moved; and how they print."""

import re

import pytest

from selfeval.engine.answers import Answers
from selfeval.engine.types import IndicatorBlock, Kind, SignatureBlock, TreeColumn
from selfeval.loading import assess, form_of
from selfeval.models import FormState
from selfeval.paper.document import desk_of, section_parts
from selfeval.paper.model import Signature
from tests.factories import make_account
from tests.selfeval.factories import make_form
from tests.selfeval.test_form_pages import edit_url, save, sent_from

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
BLOCK = "sections.1.blocks.0"
COLUMNS = f"{BLOCK}.columns"
LINE = "sections-1-blocks-0-columns"


@pytest.fixture
def office(client):
    client.force_login(make_account("kaohe", role="assessment_office"))
    return client


@pytest.fixture
def draft():
    return make_form(state=FormState.DRAFT)


def block(row) -> IndicatorBlock:
    row.refresh_from_db()
    return form_of(row).sections[1].blocks[0]


def change(office, row, what, **entries):
    return save(office, row, BLOCK, change=what, **entries)


def printed_heads(page) -> list[str]:
    table = re.search(r'<table class="printed-table">.*?</tr>', page, re.DOTALL)[0]
    return [words.strip() for words in re.findall(r"<td[^>]*>([^<]*)</td>", table)]


def test_usual_columns_are_shown_as_lines_and_stay_what_they_were(office, draft):
    page = office.get(edit_url(draft, BLOCK)).content.decode()
    digest = draft.digest
    assert re.findall(r'value="text" selected>([^<]+)', page) == [
        "目标值", "完成值", "分值", "得分", "偏差原因及改进措施",
    ]  # fmt: skip

    save(office, draft, BLOCK, **{"own-label": "指标"})
    assert block(draft).columns == ()
    assert draft.digest == digest


def test_columns_are_added_named_moved_and_removed(office, draft):
    change(office, draft, f"add:{COLUMNS}:own")
    change(office, draft, f"add:{COLUMNS}:sign")
    change(office, draft, f"up:{COLUMNS}.6")
    change(office, draft, f"down:{COLUMNS}.5")
    change(office, draft, f"remove:{COLUMNS}.{block(draft).names.index('weight')}")
    page = save(
        office, draft, BLOCK,
        **{f"{LINE}-1-head": "年度指标值", f"{LINE}-5-head": "自评依据",
           f"{LINE}-5-kind": "long_text", f"{LINE}-5-width": "30"},
    ).content.decode()  # fmt: skip

    assert block(draft).columns == (
        TreeColumn("sign"), TreeColumn("target", "年度指标值"), TreeColumn("outcome"),
        TreeColumn("score"), TreeColumn("reason"),
        TreeColumn("column_1", "自评依据", 30, Kind.LONG_TEXT),
    )  # fmt: skip
    assert [head for head in printed_heads(page) if head][-6:] == [
        "指标性质", "年度指标值", "完成值", "得分", "偏差原因及改进措施", "自评依据",
    ]  # fmt: skip


def test_what_a_column_is_cannot_be_typed(office, draft):
    change(office, draft, f"add:{COLUMNS}:own")
    page = office.get(edit_url(draft, BLOCK)).content.decode()
    names = set(re.findall(rf'name="{LINE}-\d+-(\w+)"', page))
    assert names == {"kind", "head", "width"}

    answer = save(office, draft, BLOCK, **{f"{LINE}-0-kind": "phone"})
    assert answer.status_code == 422
    answer = save(office, draft, BLOCK, **{f"{LINE}-5-head": ""})
    assert answer.status_code == 422
    assert "sections.1.blocks.0.columns.0" not in re.findall(r'href="\?part=([^"]+)"', page)


def test_known_columns_are_offered_once(office, draft):
    def offered():
        page = office.get(edit_url(draft, BLOCK)).content.decode()
        return re.findall(rf'value="add:{COLUMNS}:(\w+)"', page)

    assert offered() == ["sign", "unit", "band", "own"]
    change(office, draft, f"add:{COLUMNS}:unit")
    assert offered() == ["sign", "band", "own"]
    assert block(draft).names == ("target", "unit", "outcome", "weight", "score", "reason")
    assert change(office, draft, f"add:{COLUMNS}:unit").status_code == 404


def test_own_columns_get_codes_that_are_new_in_the_form(office, draft):
    for _ in range(2):
        change(office, draft, f"add:{COLUMNS}:own")
    change(office, draft, f"remove:{COLUMNS}.5")
    change(office, draft, f"add:{COLUMNS}:own")

    assert block(draft).names[-2:] == ("column_2", "column_1")


def test_sign_of_an_indicator_is_chosen_from_the_list(office, draft):
    page = office.get(edit_url(draft, "scoring.tree.0")).content.decode()
    select = re.search(r'<select name="own-sign".*?</select>', page, re.DOTALL)[0]
    assert re.findall(r">([^<]+)</option>", select) == [
        "由填报单位选择", "≥", "≤", "=", "＞", "＜", "定性",
    ]  # fmt: skip

    save(office, draft, "scoring.tree.0", **{"own-sign": "≤"})
    draft.refresh_from_db()
    assert form_of(draft).scoring.tree[0].sign == "≤"


def test_somebody_elses_columns_are_not_overwritten(office, draft):
    page = office.get(edit_url(draft, BLOCK))
    mine = sent_from(page)
    change(office, draft, f"add:{COLUMNS}:sign")
    answer = office.post(edit_url(draft, BLOCK), mine | {"change": f"add:{COLUMNS}:unit"})

    assert answer.status_code == 409
    assert block(draft).names[0] == "sign"


def test_several_opinions_and_seals_stand_in_one_section(office, draft):
    for _ in range(2):
        save(office, draft, "sections.1", change="add:sections.1.blocks:signatures")
    for place, label in ((2, "主管部门意见"), (3, "财政部门意见")):
        save(
            office, draft, f"sections.1.blocks.{place}",
            **{"own-label": label, "own-lines": "负责人：\n年 月 日", "own-seal": "on"},
        )  # fmt: skip
    draft.refresh_from_db()
    form = form_of(draft)
    blocks = form.sections[1].blocks[2:]
    assert [(b.label, b.seal) for b in blocks if isinstance(b, SignatureBlock)] == [
        ("主管部门意见", True), ("财政部门意见", True),
    ]  # fmt: skip
    parts = list(section_parts(desk_of(assess(form, Answers(), 2023)), form.sections[1]))
    assert [(p.label, p.seal) for p in parts if isinstance(p, Signature)] == [
        ("主管部门意见", True), ("财政部门意见", True),
    ]  # fmt: skip
