"""The workbook laid out as the grid: exported, filled in, imported, by command and on the page."""

import io
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.core.management.base import CommandError
from django.urls import reverse
from openpyxl import load_workbook

from assessment.engine.types import MeasureKind
from assessment.models import Indicator, Result
from tests.assessment.downloads import check_download
from tests.assessment.previews import parcel_of, words_of
from tests.assessment.seeds import import_2017
from tests.assessment.workbooks import ResultsWorkbook, hand_in, record, value_of
from tests.factories import make_cast, make_table

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TRAINING = "移民培训"
RATE, TRAINED, FOLLOWED = "430100-08-1-3", "430100-08-1-1", "430100-08-1-5"


class GridWorkbook:
    """Exported by command; cells are named by sheet, city and head."""

    def __init__(self, path):
        self.path = path
        call_command("export_results", 2017, str(path), layout="grid")
        self.book = load_workbook(path)

    def cell(self, sheet, city, head):
        rows = self.book[sheet]
        row = next(c.row for c in rows["A"] if c.value == city)
        at = next(c.column for c in rows[3] if c.value == head)
        return rows.cell(row, at + (rows.cell(4, at).value == "目标"))

    def hand_in(self, **options):
        self.book.save(self.path)
        return hand_in(self.path, **options)


@pytest.fixture
def grid(tmp_path):
    import_2017(only=("长沙市", "株洲市"))
    return GridWorkbook(tmp_path / "分表.xlsx")


def recorded():
    return dict(Result.objects.recorded().values_list("measure__code", "value"))


def refused(act, **options) -> str:
    with pytest.raises(CommandError) as refusal:
        act(**options)
    return str(refusal.value)


def test_what_is_filled_in_is_imported_as_from_the_long_form(grid, tmp_path):
    long = ResultsWorkbook(tmp_path / "长表.xlsx")
    for code, head, value in (
        (TRAINED, "农业实用技术培训", 1050),
        (RATE, "获证率", "95.2%"),
        (FOLLOWED, "无就业跟踪服务或不符合要求", "否"),
    ):
        grid.cell(TRAINING, "长沙市", head).value = value
        long.fill(code, value)

    told = grid.hand_in()
    by_grid = recorded()
    assert by_grid == {TRAINED: Decimal(1050), RATE: Decimal("95.2"), FOLLOWED: Decimal(0)}
    assert "工作表“移民培训”C5 长沙市 移民培训 农业实用技术培训：— → 1050" in told

    Result.objects.update(value=None)
    long.forget_versions()
    long.hand_in()
    assert recorded() == by_grid


def test_every_cell_of_the_fourteen_tables_comes_back_to_its_own_measure(tmp_path):
    """Every measure holds another figure, so that one beside the wrong city would show."""
    import_2017()
    results = list(Result.objects.select_related("measure").order_by("pk"))
    for number, result in enumerate(results, 1):
        is_word = result.measure.kind == MeasureKind.YES_NO
        result.value = number % 2 if is_word else number
    Result.objects.bulk_update(results, ["value"])
    before = recorded()
    grid = GridWorkbook(tmp_path / "all.xlsx")
    Result.objects.update(value=None)
    told = grid.hand_in()
    assert recorded() == before
    assert len(before) == 508
    assert not any(line.startswith("[提示]") for line in told.splitlines())


def test_importing_it_again_changes_nothing(grid):
    grid.cell(TRAINING, "株洲市", "就业率").value = 91
    grid.hand_in()
    assert "共 0 处变化" in grid.hand_in()


def test_empty_cells_leave_figures_alone_and_the_word_empties_them(tmp_path, grid):
    for code in (TRAINED, RATE):
        record(code, Decimal(90), "原有")
    grid = GridWorkbook(tmp_path / "again.xlsx")
    grid.cell(TRAINING, "长沙市", "农业实用技术培训").value = None
    grid.cell(TRAINING, "长沙市", "获证率").value = "清空"
    told = grid.hand_in()
    assert recorded() == {TRAINED: Decimal(90)}
    assert "农业实用技术培训：90" in told


def test_what_somebody_wrote_since_is_a_conflict_until_decided(grid):
    grid.cell(TRAINING, "长沙市", "获证率").value = 96
    record(RATE, Decimal(95))
    told = refused(grid.hand_in)
    assert "工作簿为 96，现为 95（培训中心" in told
    assert value_of(RATE) == 95
    grid.hand_in(theirs=True)
    assert value_of(RATE) == 95
    grid.hand_in(mine=True)
    assert value_of(RATE) == 96


def test_without_the_map_a_recorded_figure_is_a_conflict_and_an_empty_cell_is_filled(grid):
    record(RATE, Decimal(95))
    del grid.book["编码"]
    grid.cell(TRAINING, "长沙市", "获证率").value = 96
    grid.cell(TRAINING, "株洲市", "获证率").value = 97
    assert "现为 95" in refused(grid.hand_in)
    grid.hand_in(theirs=True)
    assert recorded() == {RATE: Decimal(95), "430200-08-1-3": Decimal(97)}


def test_a_hidden_row_that_changes_something_is_refused_by_name(grid):
    cell = grid.cell(TRAINING, "长沙市", "获证率")
    grid.book[TRAINING].row_dimensions[cell.row].hidden = True
    assert "共 0 处变化" in grid.hand_in()
    cell.value = 96
    told = refused(grid.hand_in)
    assert "该行是隐藏的" in told
    assert recorded() == {}


def test_one_wrong_cell_refuses_the_whole_file(grid):
    grid.cell(TRAINING, "长沙市", "获证率").value = 96
    grid.cell(TRAINING, "株洲市", "获证率").value = "约九成"
    told = refused(grid.hand_in)
    assert told.startswith("工作表“移民培训”F6 完成值 “约九成”不是数字")
    assert recorded() == {}


def test_a_remark_is_imported_with_the_measure_it_names(grid):
    grid.cell(TRAINING, "长沙市", "备注").value = "获证率：含补考"
    grid.hand_in()
    remarks = Result.objects.exclude(remark="").values_list("measure__code", "remark")
    assert list(remarks) == [(RATE, "含补考")]


def test_the_command_names_the_layouts_there_are(tmp_path):
    import_2017(only=("长沙市",))
    path = tmp_path / "x.xlsx"
    with pytest.raises(CommandError) as refusal:
        call_command("export_results", 2017, str(path), layout="tall")
    assert str(refusal.value) == "没有样式“tall”；--layout 可用 list 或 grid。"
    assert not path.exists()


# --- On the page ------------------------------------------------------------------------------


@pytest.fixture
def office(client):
    table = make_table()
    cast = make_cast(table)
    client.force_login(cast["office"])
    return client


def exported(client, **more):
    return client.get(reverse("results-export", args=[2017]), {"layout": "grid", **more})


def test_page_exports_it_and_takes_it_back(office):
    data = check_download(
        exported(office), name="2017年度采集表（按指标分表）.xlsx", content_type=XLSX
    )
    book = load_workbook(io.BytesIO(data))
    book[TRAINING].cell(5, 2 + (book[TRAINING]["B4"].value == "目标")).value = 1000
    out = io.BytesIO()
    book.save(out)
    url = reverse("results-import", args=[2017])
    shown = office.post(url, {"file": SimpleUploadedFile("分表.xlsx", out.getvalue())})
    assert "长沙市" in words_of(shown)
    office.post(url, {"parcel": parcel_of(shown)})
    assert list(Result.objects.recorded().values_list("value", flat=True)) == [1000]


def test_page_exports_one_indicator_as_the_grid(office):
    training = Indicator.objects.get(name=TRAINING)
    data = check_download(
        exported(office, indicator=training.pk),
        name="2017年度采集表（移民培训，录入表样式）.xlsx",
        content_type=XLSX,
    )
    assert load_workbook(io.BytesIO(data)).sheetnames == [TRAINING, "编码"]


def test_unknown_layout_is_not_found(office):
    assert exported(office, layout="tall").status_code == 404


def test_pages_offer_both_layouts(office):
    for name in ("collection", "results-import", "home"):
        url = reverse(name, args=[] if name == "home" else [2017])
        text = office.get(url).content.decode()
        export = reverse("results-export", args=[2017])
        assert f'href="{export}"' in text, name
        assert f'href="{export}?layout=grid"' in text, name
