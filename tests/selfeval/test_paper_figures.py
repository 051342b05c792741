"""Long figures on paper: whatever the form, none is broken over two lines."""

import io
import json
from collections import Counter
from dataclasses import replace

import docx
import openpyxl
import pdfplumber
import pytest

from press.paper import layout
from selfeval.engine.answers import Answers, TableRow
from selfeval.engine.definition import form_of
from selfeval.engine.laid import Laid
from selfeval.engine.types import Column, Kind, Orientation, Row, Table
from selfeval.filing.addresses import write_words
from selfeval.loading import assess
from selfeval.paper.document import paper_of
from selfeval.paper.fitting import FIGURE, fitted
from selfeval.paper.model import PARTS, Cell, Grid
from selfeval.paper.report import report_html
from selfeval.paper.word import report_docx
from selfeval.paper.workbook import report_xlsx
from tests.selfeval.factories import FIXTURES, shipped
from tests.selfeval.papers import submitted

FORMS = sorted(path.stem for path in (FIXTURES / "forms").glob("*.json"))
LONG = ("9276.2513", "1,475.00", "123456.7890", "1234567.89")
WORDS = {
    Kind.COUNT: "123456", Kind.PERCENT: "93.5678", Kind.DATE: "2023-12-31",
    Kind.TEXT: "岳阳县库区移民事务中心", Kind.LONG_TEXT: "全年任务已经完成。",
    Kind.MEASURED: "≥9276.2513万元",
}  # fmt: skip


def long_report(form):
    """Return a report of this form with a long figure in every cell that takes one."""
    growing = [b for s in form.sections for b in s.blocks if isinstance(b, Table) and b.growing]
    answers = Answers(tables={table.code: (TableRow("r1"), TableRow("r2")) for table in growing})
    cells = Laid(form, answers, 2023).cell_by_address
    for place, (address, cell) in enumerate(cells.items()):
        if not cell.is_computed:
            words = "12.75" if address.endswith(".score") else LONG[place % len(LONG)]
            answers = write_words(answers, address, WORDS.get(cell.kind, words))
    return paper_of(assess(form, answers, 2023), submitted())


def figures_on(paper) -> Counter:
    grids = [part for s in paper.sections for part in s.parts if isinstance(part, Grid)]
    cells = [cell for grid in grids for _, _, cell in grid.placed()]
    return Counter(match[0] for cell in cells for match in FIGURE.finditer(cell.text))


def broken(paper) -> list[str]:
    """Return the figures that stand less often in one line than in the paper's tables."""
    pdf = layout.make_pdf([report_html(paper)], "自评")
    with pdfplumber.open(io.BytesIO(pdf)) as opened:
        lines = [word["text"] for page in opened.pages for word in page.extract_words()]
    printed = Counter(match[0] for line in lines for match in FIGURE.finditer(line))
    wanted = figures_on(paper)
    return [words for words in wanted if len(words) > 3 and printed[words] < wanted[words]]


def wide_form(columns: int):
    """Return a form whose one table has so many columns of money on a sheet upright."""
    form = form_of(json.loads(shipped("project_spending")))
    money = tuple(Column(f"c{n}", f"第{n}项资金", kind=Kind.MONEY) for n in range(columns))
    rows = tuple(Row(f"r{n}", f"项目{n}") for n in range(3))
    section = replace(form.sections[0], blocks=(Table("wide", "各项资金", money, rows),))
    section = replace(section, orientation=Orientation.PORTRAIT)
    return replace(form, sections=(section,))


@pytest.mark.parametrize("code", FORMS)
def test_no_long_figure_breaks_on_a_form_that_comes_along(code):
    paper = long_report(form_of(json.loads(shipped(code))))
    assert len(figures_on(paper)) > 1
    assert broken(paper) == []


@pytest.mark.parametrize(
    ("columns", "is_wide", "smallest"), [(3, False, 10.5), (7, False, 8), (12, True, 7)]
)
def test_a_wide_sheet_has_smaller_type_and_lies_across_where_it_must(columns, is_wide, smallest):
    paper = long_report(wide_form(columns))
    sizes = {part.size for s in paper.sections for part in s.parts if isinstance(part, Grid)}
    assert broken(paper) == []
    assert [section.is_wide for section in paper.sections][0] is is_wide
    assert min(sizes) >= smallest
    assert (min(sizes) == 10.5) is (columns == 3)


def test_word_and_excel_are_set_in_the_type_of_the_sheet():
    paper = long_report(wide_form(7))
    size = next(p.size for p in paper.sections[0].parts if isinstance(p, Grid) and p.code)
    table = docx.Document(io.BytesIO(report_docx(paper))).tables[-1]
    runs = [r for cell in table._cells for p in cell.paragraphs for r in p.runs if r.text]
    assert {run.font.size.pt for run in runs} == {size}
    sheet = openpyxl.load_workbook(io.BytesIO(report_xlsx(paper))).worksheets[0]
    found = [cell for row in sheet.iter_rows() for cell in row if cell.value == LONG[0]]
    assert {cell.font.size for cell in found} == {size}


def test_columns_without_figures_give_the_room_but_keep_most_of_theirs():
    names = (Cell("移民培训和产业扶持情况"), Cell("9276.2513"), Cell("9"))
    grid = fitted(Grid((80, 10, 30), (names,)), is_wide=False)
    assert sum(grid.widths) == PARTS
    assert 48 <= grid.widths[0] < 80
    assert grid.widths[1] > 10


def test_a_long_number_of_a_document_is_no_figure_to_keep_in_one_line():
    digest = (Cell("1234567890" * 4), Cell("说明"))
    assert fitted(Grid((20, 100), (digest,)), is_wide=False).widths == (20, 100)


@pytest.mark.parametrize(
    ("words", "shown"),
    [("100", "100%"), ("98.50%", "98.50%"), ("98％", "98％"), ("-5", "-5%"), ("不适用", "不适用"),
     ("约90", "约90"), ("/", "/"), ("", "")],
)  # fmt: skip
def test_rate_that_is_typed_has_its_sign_on_paper_as_one_that_is_worked_out(words, shown):
    form = form_of(json.loads(shipped("unit_narrative")))
    answers = write_words(Answers(), "petition_settled", words)
    paper = paper_of(assess(form, answers, 2024), submitted())
    cells = [cell for s in paper.sections for part in s.parts if isinstance(part, Grid)
             for _, _, cell in part.placed()]  # fmt: skip
    assert [cell.text for cell in cells if cell.address == "petition_settled"] == [shown]
