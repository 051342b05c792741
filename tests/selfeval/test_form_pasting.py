"""A foreign sheet pasted into the form editor: indicators and money tables out of cells."""

import html
import re
from decimal import Decimal

import pytest
from django.urls import reverse

from selfeval.definitions.editing import empty_form
from selfeval.definitions.paste_views import becoming_of
from selfeval.definitions.pasted_cells import UnreadBlock, cells_of
from selfeval.definitions.pasted_table import read_table
from selfeval.definitions.pasted_tree import read_tree
from selfeval.engine.definition import as_json
from selfeval.engine.scoring_types import Method, ScoringMode, Split
from selfeval.engine.types import Kind, TreeColumn
from selfeval.loading import form_of
from selfeval.models import FormDefinition, FormState
from tests.factories import make_account
from tests.selfeval.factories import make_form
from tests.selfeval.test_form_pages import edit_url, save

pytestmark = pytest.mark.one_database

HEAD = "一级指标\t二级指标\t三级指标\t指标性质\t指标值\t度量单位\t分值"
MERGED = [
    HEAD,
    "产出指标\t数量指标\t硬化产业路里程\t≥\t12\t公里\t20",
    "\t\t培训移民\t>=\t600\t人次\t20",
    "\t质量指标\t验收合格率\t＝\t100\t%\t20",
    "效益指标\t社会效益指标\t受益移民\t≥\t1800\t人\t20",
    "\t\t管护制度\t定性\t健全\t\t20",
]


def block(*lines: str) -> str:
    return "\n".join(lines)


def drawn(nodes, level=0) -> list[str]:
    """Return a tree as lines: names set in by level, with weight and what is given."""
    lines = []
    for node in nodes:
        name = getattr(node, "name", "") or node.label
        told = [
            node.sign + node.target + node.unit,
            "" if node.weight is None else f"{node.weight}分",
        ]
        told += ["可增"] if node.may_add else []
        lines.append("  " * level + " ".join([name, *filter(None, told)]))
        lines += drawn(node.children, level + 1)
    return lines


TREE = [
    "产出指标", "  数量指标", "    硬化产业路里程 ≥12公里 20分", "    培训移民 ≥600人次 20分",
    "  质量指标", "    验收合格率 =100% 20分", "效益指标", "  社会效益指标",
    "    受益移民 ≥1800人 20分", "    管护制度 定性健全 20分",
]  # fmt: skip


def filled(lines):
    """Repeat the names of levels as some offices do."""
    above, found = ["", "", ""], []
    for line in lines:
        cells = line.split("\t")
        above = [cells[n] or above[n] for n in range(3)]
        found.append("\t".join([*above, *cells[3:]]))
    return found


@pytest.mark.parametrize("lines", [MERGED, filled(MERGED)], ids=["merged", "repeated"])
def test_levels_are_read_merged_or_repeated(lines):
    assert drawn(read_tree(cells_of(block(*lines))).tree) == TREE


@pytest.mark.parametrize(
    "before", ["项目支出绩效自评表\t\t\t\t\t\t", "（2023年度）\t\t\t\t\t\t单位：万元"]
)
@pytest.mark.parametrize(
    "after", ["合计\t\t\t\t\t\t100", "总分\t\t\t\t\t\t100", "注：按实填写\t\t\t\t\t\t"]
)
def test_title_total_and_notes_are_no_indicators(before, after):
    assert drawn(read_tree(cells_of(block(before, *MERGED, after))).tree) == TREE


def test_frame_at_the_left_and_serials_are_left_out():
    lines = [f"{'绩效指标' if n == 1 else ''}\t{n}\t{line}" for n, line in enumerate(MERGED)]
    lines[0] = lines[0].replace("0\t", "序号\t", 1)
    read = read_tree(cells_of(block(*lines)))

    assert drawn(read.tree) == TREE
    assert [head for _, head in read.columns] == ["指标性质", "指标值", "度量单位", "分值"]


def test_weights_behind_names_and_lines_to_fill_in_leave_room():
    read = read_tree(cells_of(block(
        "一级指标\t二级指标\t三级指标\t指标值\t实际完成值\t分值\t得分",
        "产出指标（50分）\t数量指标\t指标1：\t\t\t\t",
        "\t\t指标2：\t\t\t\t",
        "\t\t……\t\t\t\t",
        "\t质量指标\t\t\t\t\t",
        "效益指标(50分)\t社会效益\t指标1：\t\t\t\t",
    )))  # fmt: skip

    assert drawn(read.tree) == [
        "产出指标 50分", "  数量指标 可增", "  质量指标 可增", "效益指标 50分", "  社会效益 可增",
    ]  # fmt: skip


def test_weight_merged_over_several_indicators_is_their_heads():
    lines = [HEAD, "产出指标\t数量指标\t甲\t\t\t\t60", "\t\t乙\t\t\t\t", "\t质量指标\t丙\t\t\t\t40"]
    read = read_tree(cells_of(block(*lines)))

    assert drawn(read.tree) == [
        "产出指标", "  数量指标 60分", "    甲", "    乙", "  质量指标", "    丙 40分",
    ]  # fmt: skip
    assert read.notes == ("“数量指标”下 2 个指标只有一个分值 60，合并计分。",)


def test_weights_of_heads_are_those_below_them():
    lines = [HEAD, "产出指标\t\t\t\t\t\t100", "\t数量指标\t甲\t\t\t\t60", "\t\t乙\t\t\t\t40"]

    form = becoming_of(blank(), ("scoring",), block(*lines)).form
    assert drawn(form.scoring.tree) == ["产出指标", "  数量指标", "    甲 60分", "    乙 40分"]


def test_four_levels_and_one_column_of_names_are_read():
    four = read_tree(cells_of("一级指标\t二级指标\t三级指标\t四级指标\n甲\t乙\t丙\t丁"))
    one = read_tree(cells_of("绩效指标\t指标名称\t目标值\t分值\n\t通水\t3\t100"))
    last = read_tree(cells_of("一级指标\t二级指标\t指标名称\t目标值\n甲\t乙\t丙\t3"))

    assert drawn(four.tree) == ["甲", "  乙", "    丙", "      丁"]
    assert drawn(one.tree) == ["通水 3 100分"]
    assert drawn(last.tree) == ["甲", "  乙", "    丙 3"]


@pytest.mark.parametrize(
    ("lines", "why"),
    [
        (["甲\t乙", "1\t2"], "没有认出表头"),
        ([HEAD], "表头下面没有指标"),
        (["一句话"], "没有读到表格"),
        (["\t".join(["x"] * 41)], "请分几次粘贴"),
        (["x\t" * 30_001], "超过 60000 个字符"),
        ([HEAD + "\t权重", MERGED[1]], "“权重”一栏有两个"),
        ([HEAD, "产出\t数量\t甲\t\t\t\t约20"], "第 2 行“甲”的分值“约20”不是数"),
        (
            [HEAD, "产出（50分）\t数量\t甲\t\t\t\t45", "效益（50分）\t社会\t乙\t\t\t\t55"],
            "“产出”写的是 50 分，下面各指标合计 45 分",
        ),
        ([HEAD, "产出\t\t甲\t\t\t\t20"], "第 2 行的“二级指标”是空的"),
        ([HEAD, *MERGED[1:3], "新\t\t甲\t\t\t\t20"], "第 4 行的“二级指标”是空的"),
        ([HEAD, "\t\t……\t\t\t\t20"], "第 2 行没有上级指标"),
        ([HEAD, *MERGED[1:3], "\t\t\t≥\t5\t\t"], "第 4 行没有指标名称"),
    ],
)
def test_what_cannot_be_read_is_said_in_a_sentence(lines, why):
    with pytest.raises(UnreadBlock, match=why):
        read_tree(cells_of(block(*lines)))


def test_unknown_operator_is_left_to_the_county():
    read = read_tree(cells_of(block(HEAD, "产出\t数量\t甲\t正向\t5\t个\t100")))

    assert drawn(read.tree)[-1] == "    甲 5个 100分"
    assert read.notes == ("“甲”的指标性质“正向”不在列表中，留给填报单位选择。",)


def test_cells_with_line_ends_and_quotes_stay_one_cell():
    assert cells_of('a\t"指标\n性质"\t"说""好"""') == [["a", "指标性质", '说"好"']]


# --- Put into a form ----------------------------------------------------------------------------


def blank():
    return empty_form("foreign", "外来表")


def test_pasted_tree_makes_the_table_with_its_columns_and_is_scored():
    form = becoming_of(blank(), ("sections", 0), block(*MERGED)).form

    assert form.scoring.mode is ScoringMode.TABLE
    assert drawn(form.scoring.tree) == TREE
    table = form.sections[0].blocks[1]
    assert table.names == (
        "sign", "target", "unit", "weight", "outcome", "score",
    )  # fmt: skip
    leaves = form.scoring.tree[1].children[0].children
    assert [node.method for node in leaves] == [Method.POSITIVE, Method.MANUAL]
    becoming = becoming_of(blank(), ("sections", 0), block(*MERGED))
    assert becoming.problems == []
    assert becoming.notes == ("评分方式将改为「按指标计分」。",)
    assert becoming_of(form, ("scoring",), block(*MERGED)).notes == ()


def test_heads_are_the_offices_and_unknown_ones_become_own_columns():
    lines = [
        "一级指标\t二级指标\t三级指标\t年度指标值\t全年完成值\t分值\t得分\t历史值\t未完成原因分析",
        "产出\t数量\t甲\t5\t\t100\t\t4\t",
    ]
    form = becoming_of(blank(), ("sections", 0), block(*lines)).form

    assert form.sections[0].blocks[1].columns == (
        TreeColumn("target", "年度指标值"), TreeColumn("outcome", "全年完成值"),
        TreeColumn("weight"), TreeColumn("score"), TreeColumn("column_1", "历史值"),
        TreeColumn("reason", "未完成原因分析"),
    )  # fmt: skip
    again = becoming_of(form, ("scoring",), block(*lines)).form
    assert again == form


def test_second_paste_keeps_codes_and_settings_of_the_same_names():
    first = becoming_of(blank(), ("sections", 0), block(*MERGED)).form
    codes = [node.code for node in first.scoring.tree[0].children[0].children]
    changed = [line.replace("培训移民\t>=\t600", "培训移民\t≥\t650") for line in MERGED]
    becoming = becoming_of(first, ("scoring",), block(*changed))

    held = becoming.form.scoring.tree[0].children[0].children
    assert [node.code for node in held] == codes
    assert held[1].target == "650"
    assert becoming.told == "读到 3 级、5 个指标、4 个栏目，将换下现有的 5 个指标。"


def test_counties_weigh_what_they_add():
    lines = [HEAD, "产出指标（100分）\t数量指标\t指标1：\t\t\t\t"]
    (node,) = becoming_of(blank(), ("scoring",), block(*lines)).form.scoring.tree

    assert (node.weight, node.split, node.children[0].may_add) == (Decimal(100), Split.FILER, True)


def test_weights_that_do_not_add_up_are_said_and_nothing_is_made():
    with pytest.raises(UnreadBlock, match="各指标分值合计 80，不等于满分 100"):
        becoming_of(blank(), ("scoring",), block(*MERGED[:-1]))


FUNDS = [
    "项目资金（万元）\t\t年初预算数\t全年预算数\t全年执行数\t分值\t执行率\t得分",
    "\t年度资金总额\t\t\t\t10\t\t",
    "\t其中：当年财政拨款\t\t\t\t—\t\t—",
    "\t上年结转资金\t\t\t\t—\t\t—",
]


def test_money_table_is_read_with_sum_rate_and_score():
    read = read_table(cells_of(block(*FUNDS)), code="table_1")

    assert [(c.code, c.label, c.kind, c.unit, c.formula) for c in read.table.columns] == [
        ("column_1", "年初预算数", Kind.MONEY, "万元", ""),
        ("column_2", "全年预算数", Kind.MONEY, "万元", ""),
        ("column_3", "全年执行数", Kind.MONEY, "万元", ""),
        ("column_4", "执行率", Kind.PERCENT, "%", "percent(column_3, column_2)"),
    ]  # fmt: skip
    assert [(r.label, r.indent, r.formula) for r in read.table.rows] == [
        ("年度资金总额", 0, "sum(row_2, row_3)"), ("其中：当年财政拨款", 1, ""),
        ("上年结转资金", 1, ""),
    ]  # fmt: skip
    assert (read.table.label, read.table.unit, read.weight) == ("项目资金", "万元", 10)
    assert read.execution.executed == "table_1.row_1.column_3"


def test_money_table_then_indicators_make_a_form_that_adds_up():
    lines = [line.removesuffix("20") + "18" if line.endswith("20") else line for line in MERGED]
    form = becoming_of(blank(), ("sections", 0), block(*FUNDS)).form
    becoming = becoming_of(form, ("sections", 0), block(*lines))

    assert becoming.problems == []
    assert becoming.form.scoring.tree[0].beside == form.sections[0].blocks[1].code
    with pytest.raises(UnreadBlock, match="合计 100，加上表外的 10 分，不等于满分 100"):
        becoming_of(form, ("sections", 0), block(*MERGED))


def test_table_without_rows_grows_and_one_with_two_heads_keeps_both():
    grown = read_table(cells_of("文号\t下达日期\t金额（万元）\n\t\t"), code="t").table
    headed = read_table(
        cells_of("科目\t预算\t\t备注\n\t年初\t调整\t\n基本支出\t\t\t\n项目支出\t×\t\t"), code="t"
    )

    assert grown.growing is not None
    assert [(c.kind, c.unit) for c in grown.columns] == [
        (Kind.TEXT, ""), (Kind.DATE, ""), (Kind.MONEY, "万元"),
    ]  # fmt: skip
    assert [(c.heads, c.label) for c in headed.table.columns] == [
        (("预算",), "年初"), (("预算",), "调整"), ((), "备注"),
    ]  # fmt: skip
    assert headed.table.rows[1].blank == ("column_1",)
    assert headed.table.row_label == "科目"


def test_table_is_pasted_in_the_place_of_one():
    form = becoming_of(blank(), ("sections", 0), block(*FUNDS)).form
    path = ("sections", 0, "blocks", 1)
    becoming = becoming_of(form, path, "科目\t金额\n甲\t\n乙\t")

    assert len(becoming.form.sections[0].blocks) == 2
    assert becoming.form.sections[0].blocks[1].code == form.sections[0].blocks[1].code
    assert becoming.told == "读到一张表：1 栏，2 行，将换下“项目资金”。"
    assert becoming.path == path


def test_table_without_heads_is_refused():
    with pytest.raises(UnreadBlock, match="没有读到栏目的表头"):
        read_table([["科目", "分值"], ["甲", "10"]], code="t")


# --- The page -----------------------------------------------------------------------------------


@pytest.fixture
def office(client, db):
    client.force_login(make_account("kaohe", role="assessment_office"))
    return client


def paste_url(row, part):
    return f"{reverse('selfeval-form-paste', args=[row.pk])}?part={part}"


def test_foreign_sheet_is_built_in_the_editor_in_few_steps(office):
    """A one-page sheet: a money table with its score, three levels, 20 indicators, own heads."""
    steps = 0

    def step(answer):
        nonlocal steps
        steps += 1
        return answer

    step(office.post(reverse("selfeval-form-new"), {"code": "foreign", "title": "某市项目自评表"}))
    row = FormDefinition.objects.get(code="foreign")
    lines = [
        "一级指标\t二级指标\t三级指标\t指标性质\t指标值\t度量单位\t全年完成值\t分值\t得分\t备注"
    ]
    lines += [
        f"{'产出指标' if n == 0 else '效益指标' if n == 10 else ''}\t"
        f"{f'第{n // 5}类' if n % 5 == 0 else ''}\t指标{n}之数\t≥\t{n + 1}\t个\t\t4.5\t\t"
        for n in range(20)
    ]
    for text in (block(*FUNDS), block(*lines)):
        step(office.get(paste_url(row, "sections.0")))
        looked = step(office.post(paste_url(row, "sections.0"), {"block": text}))
        assert looked.context["becoming"].problems == [] or text.startswith("项目资金")
        row.refresh_from_db()
        answer = step(office.post(
            paste_url(row, "sections.0"),
            {"block": text, "write": "yes", "revision": row.revision},
        ))  # fmt: skip
        assert answer.status_code == 302
    step(save(office, row, "sections.0", change="add:sections.0.blocks:signatures"))
    row.refresh_from_db()
    step(office.post(reverse("selfeval-form-use", args=[row.pk]), {"revision": row.revision}))

    row.refresh_from_db()
    assert row.state == FormState.IN_USE
    assert steps <= 40
    assert sum(1 for line in drawn(form_of(row).scoring.tree) if line.startswith("    ")) == 20


@pytest.fixture
def draft(db):
    return make_form(state=FormState.DRAFT)


def test_nothing_is_written_before_it_was_confirmed(office, draft):
    before = as_json(form_of(draft))
    answer = office.post(paste_url(draft, "scoring"), {"block": block(*MERGED)})
    page = answer.content.decode()

    assert "读到 3 级、5 个指标、4 个栏目，将换下现有的 " in page
    assert "硬化产业路里程" in re.search(r"printed-table.*?</table>", page, re.DOTALL)[0]
    draft.refresh_from_db()
    assert as_json(form_of(draft)) == before
    assert page.count(html.escape(block(*MERGED))) == 2  # to be written, and to be set right


def test_what_cannot_be_read_is_told_on_the_page_and_kept_there(office, draft):
    answer = office.post(paste_url(draft, "scoring"), {"block": "甲\t乙\n1\t2"})
    page = answer.content.decode()

    assert answer.status_code == 422
    assert "没有认出表头" in page
    assert "甲\t乙" in page


def test_form_that_somebody_changed_meanwhile_is_shown_anew(office, draft):
    save(office, draft, "", **{"own-title": "新名"})
    answer = office.post(
        paste_url(draft, "scoring"), {"block": block(*MERGED), "write": "yes", "revision": "0"}
    )

    assert answer.status_code == 409
    draft.refresh_from_db()
    assert drawn(form_of(draft).scoring.tree) != TREE


def test_blocks_are_pasted_where_tables_are(office, draft):
    def links(part):
        return f"{reverse('selfeval-form-paste', args=[draft.pk])}?part={part}" in (
            office.get(edit_url(draft, part)).content.decode()
        )

    assert links("sections.0")
    assert links("sections.0.blocks.1")
    assert links("scoring")
    assert not links("sections.0.blocks.0")
    assert office.get(paste_url(draft, "sections.0.blocks.0")).status_code == 404
    assert office.get(paste_url(draft, "sections.9")).status_code == 404
