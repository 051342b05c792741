"""核查表: a city's part of the sample, blank for the field or as it was filled in, as PDF and
Word; and the workbook by which the draw can be repeated."""

import io
from collections.abc import Mapping, Sequence

from assessment.models import SampledCell, SampleDraw
from assessment.sample_checks.drawing import digest_of, in_order
from assessment.sample_checks.listing import CellLine
from assessment.self_check.paper import PaperTable, SelfCheckPaper
from lib.sheet_page import new_book
from lib.site_words import said, site_words
from press.paper.wording import moment
from trust import log
from trust.files import safe_name
from trust.spreadsheet import Lister

#: Room to write by hand: two lines of signs that nobody sees.
ROOM = "　\n　"
FIELD = ("序号", "指标", "测量项", "责任处室", "上报数", "核查数", "核查情况", "佐证材料")
FIELD_WIDTHS = (11, 28, 44, 26, 24, 24, 40, 28)
FILLED = (
    "序号", "指标", "测量项", "上报数", "核查数", "差异", "影响总分", "核查情况",
    "佐证材料", "处理",
)  # fmt: skip
FILLED_WIDTHS = (11, 24, 34, 20, 20, 18, 16, 36, 22, 24)


def blank_of(draw: SampleDraw, lines: Sequence[CellLine]) -> SelfCheckPaper:
    """Return the sheet to be filled in by hand. Two queries."""
    rows = tuple(
        (
            str(number),
            line.cell.item_name,
            line.cell.measure_name,
            line.cell.offices,
            _with_unit(line.cell, line.cell.reported_shown),
            ROOM,
            ROOM,
            ROOM,
        )
        for number, line in enumerate(lines, 1)
    )
    table = PaperTable("", FIELD, FIELD_WIDTHS, rows, middle=frozenset({0, 4}))
    notes = (
        "核查数与上报数一致的也请填写；不一致的写明依据，并注明所附佐证材料的名称。",
        "是否类：所列问题发生了的填“是”，没有发生的填“否”。",
    )
    return _paper(draw, lines, table, notes=notes, kind="核查表（现场）")


def filled_of(draw: SampleDraw, lines: Sequence[CellLine]) -> SelfCheckPaper:
    """Return the sheet as it was filled in. Two queries."""
    rows = tuple(_filled(number, line) for number, line in enumerate(lines, 1))
    table = PaperTable("", FILLED, FILLED_WIDTHS, rows, middle=frozenset({0, 3, 4, 5, 6}))
    left = sum(not line.cell.is_checked for line in lines)
    notes = (f"还有 {left} 格没有填写核查情况。",) if left else ()
    about = "影响总分：采用核查数以后，本市州总分的变化；已处理的为处理时计算。"
    return _paper(draw, lines, table, notes=(*notes, said(about)), kind="核查表")


def _filled(number: int, line: CellLine) -> tuple[str, ...]:
    cell = line.cell
    moved = f"\n（{line.moved_told}）" if line.moved_told else ""
    picked = f"\n（另加：{cell.picked_reason}）" if cell.is_picked else ""
    how = line.state if cell.is_checked else ""
    why = f"\n{cell.settled_reason}" if cell.settled_how == "explained" else ""
    return (
        str(number),
        cell.item_name,
        f"{cell.measure_name}{picked}",
        _with_unit(cell, cell.reported_shown) + moved,
        _with_unit(cell, cell.found_shown) if cell.is_checked else "",
        cell.difference_shown if cell.is_checked else "",
        line.cost_told if cell.is_checked else "",
        cell.finding,
        "\n".join(file.name for file in cell.held_files),
        f"{how}{why}",
    )


def _with_unit(cell: SampledCell, shown: str) -> str:
    return f"{shown} {cell.shown_unit}".rstrip()


def _paper(
    draw: SampleDraw, lines: Sequence[CellLine], table: PaperTable, *, notes, kind: str
) -> SelfCheckPaper:
    year, city = draw.year, lines[0].cell.city_name
    facts = (
        (said("市州"), city),
        (
            "抽样",
            f"第 {draw.number} 次，{moment(draw.drawn_at)}　{draw.drawn_as}　{draw.told}　"
            f"总体 {draw.population} 格　随机种子 {draw.seed}",
        ),
    )
    cells = SampledCell.objects.filter(pk__in=[line.cell.pk for line in lines])
    return SelfCheckPaper(
        name=safe_name(f"{year}{city}{kind}"),
        title=f"{year}{city}{site_words().assessment}抽查核查表",
        number=f"（抽查 {len(lines)} 格）",
        facts=facts,
        tables=(table,),
        notes=tuple(notes),
        signers=("核查人（签字）", said("市州（盖章）")),
        digest=log.last_change(log.entries_on(SampledCell, cells)),
        is_wide=True,
    )


#: What is printed, by its name in addresses: how it is made, what the log calls the download.
PAPERS: Mapping[str, tuple] = {
    "blank": (blank_of, "下载现场核查表"),
    "filled": (filled_of, "下载核查表"),
}

PROOF = ("市州编码", "测量项编码", "权重", "SHA-256（种子|市州编码|测量项编码）", "次序", "抽中")
PROOF_WIDTHS = (12, 22, 10, 70, 8, 8)


def proof_xlsx(draw: SampleDraw) -> bytes:
    """Return every cell that might have been drawn with its lot: by it the draw can be done
    again. Two queries."""
    book = new_book(write_only=True)
    title = f"{draw}：种子 {draw.seed}，{draw.told}，总体 {draw.population} 格"
    lister = Lister(
        book.create_sheet("抽样底册"), title, heads=[said(head) for head in PROOF],
        widths=PROOF_WIDTHS,
    )  # fmt: skip
    drawn = set(draw.cells.filter(is_picked=False).values_list("city__key", "code"))
    cities: dict[str, list] = {}
    for cell in draw.cells_that_might:
        cities.setdefault(cell.city, []).append(cell)
    for city in sorted(cities):
        ordered = in_order(draw.seed, cities[city], is_weighted=draw.is_weighted)
        for place, cell in enumerate(ordered, 1):
            mark = "抽中" if (cell.city, cell.code) in drawn else None
            digest = digest_of(draw.seed, cell)
            lister.append((cell.city, cell.code, cell.weight, digest, place, mark))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
