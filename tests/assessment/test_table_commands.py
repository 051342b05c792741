import io
import json
from decimal import Decimal

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from openpyxl import load_workbook

from assessment.models import CityTable, Concern, Year, YearState
from assessment.reader.workbook import COLUMNS
from tests.assessment.seeds import DOCX, TXT, import_2017
from tests.assessment.workbooks import ResultsWorkbook, value_of
from trust.models import AuditEntry

pytestmark = pytest.mark.django_db

CODE_OF_TEA_OIL = "430100-01-1-1"


@pytest.fixture
def workbook(tmp_path):
    """Export the workbook of 长沙, and give ways to fill it in and to hand it in."""
    return ResultsWorkbook(tmp_path / "采集表.xlsx")


def test_import_tables_reads_docx_and_the_text_as_the_same_tables():
    out = io.StringIO()
    call_command("import_tables", 2017, str(DOCX), stdout=out)
    assert "新导入 14 张" in out.getvalue()
    assert "娄底市" in out.getvalue()
    assert "冷江市" in out.getvalue()

    out = io.StringIO()
    call_command("import_tables", 2017, str(TXT), stdout=out)

    assert "未变 14 张" in out.getvalue()


@pytest.mark.parametrize("suffix", ["json", "xlsx", "docx"])
def test_exported_tables_come_back_the_same(tmp_path, suffix):
    import_2017(only=("湘潭市", "湘西自治州"))
    path = tmp_path / f"tables.{suffix}"
    call_command("export_tables", 2017, str(path))

    out = io.StringIO()
    call_command("import_tables", 2017, str(path), stdout=out)

    assert "未变 2 张" in out.getvalue()


def test_exported_json_rebuilds_the_same_tables_in_another_year(tmp_path):
    import_2017(only=("湘潭市",))
    first, second = tmp_path / "a.json", tmp_path / "b.json"
    call_command("export_tables", 2017, str(first))
    call_command("import_tables", 2018, str(first), stdout=io.StringIO())
    call_command("export_tables", 2018, str(second))

    one, two = json.loads(first.read_text()), json.loads(second.read_text())
    assert one["cities"] == two["cities"]
    [city] = one["cities"]
    assert city["sections"][0]["full"] == "76"
    assert sum(Decimal(i["points"]) for i in city["sections"][0]["items"]) == 67


def test_exported_json_brings_what_does_not_add_up_along(tmp_path):
    import_2017(only=("岳阳市",))
    file = tmp_path / "tables.json"
    call_command("export_tables", 2017, str(file))
    out = io.StringIO()
    call_command("import_tables", 2018, str(file), stdout=out)

    def told(year):
        found = Concern.objects.filter(table__year__number=year)
        return sorted(found.values_list("severity", "code", "item__name"))

    assert "5 + 3 = 8分，与分值7分不符" in out.getvalue()
    assert told(2018) == told(2017)


def test_import_refuses_a_year_that_cannot_be():
    with pytest.raises(CommandError, match="年度应在 2000 至 2100 之间，现为 3"):
        call_command("import_tables", 3, str(TXT))
    assert not Year.objects.exists()


def test_commands_refuse_an_unknown_year():
    with pytest.raises(CommandError, match="没有 2031 年度"):
        call_command("export_tables", 2031, "-")


@pytest.mark.parametrize(
    ("name", "content", "word"),
    [
        ("a.doc", b"\xd0\xcf\x11\xe0", "docx"),
        ("a.txt", "没有表".encode(), "指标表"),
        ("a.json", b'{"cities": 3}', "cities"),
        ("a.json", b'{"cities": [{"city": "x"}]}', "sections"),
        ("a.docx", b"PK\x03\x04broken", "docx"),
    ],
)
def test_import_tables_refuses_bad_files_with_a_sentence(tmp_path, name, content, word):
    path = tmp_path / name
    path.write_bytes(content)

    with pytest.raises(CommandError, match=word):
        call_command("import_tables", 2017, str(path))
    assert not Year.objects.exists()


def test_missing_file_is_named():
    with pytest.raises(CommandError, match="无法读取文件 nowhere.docx"):
        call_command("import_tables", 2017, "nowhere.docx")


def test_workbook_has_the_public_columns(workbook_2017):
    assert tuple(c.value for c in workbook_2017.sheet[1]) == COLUMNS
    row = [c.value for c in workbook_2017.sheet[2]]
    assert row == [
        2017,
        "长沙市",
        "移民产业",
        1,
        "油茶",
        "数量",
        "亩",
        5000,
        None,
        None,
        CODE_OF_TEA_OIL,
        0,
    ]


@pytest.fixture
def workbook_2017(workbook_setup, workbook):
    return workbook


@pytest.fixture
def workbook_setup(db):
    return import_2017(only=("长沙市",))


def test_import_results_writes_what_was_filled_and_logs_it(workbook_2017):
    workbook_2017.fill(CODE_OF_TEA_OIL, 2810, remark="按台账")
    workbook_2017.fill("430100-03-1-1", "否")

    told = workbook_2017.hand_in()

    assert "油茶：— → 2810" in told
    assert "共 2 处变化" in told
    assert value_of(CODE_OF_TEA_OIL) == 2810
    assert value_of("430100-03-1-1") == 0
    entry = AuditEntry.objects.filter(action="录入").first()
    assert entry.actor_name.startswith("命令 import_results（")


def test_import_results_leaves_empty_cells_not_recorded(workbook_2017):
    workbook_2017.fill(CODE_OF_TEA_OIL, 0)

    workbook_2017.hand_in()

    assert value_of(CODE_OF_TEA_OIL) == 0
    assert value_of("430100-01-1-2") is None


def test_import_results_dry_run_writes_nothing(workbook_2017):
    workbook_2017.fill(CODE_OF_TEA_OIL, 2810)

    told = workbook_2017.hand_in(dry_run=True)

    assert "试读，未写入：共 1 处变化" in told
    assert value_of(CODE_OF_TEA_OIL) is None


def test_import_results_names_every_wrong_row_and_writes_nothing(workbook_2017):
    workbook_2017.fill(CODE_OF_TEA_OIL, 2810)
    workbook_2017.fill("430100-01-1-2", "三十")
    workbook_2017.fill("430100-03-1-1", "有")

    with pytest.raises(CommandError) as refusal:
        workbook_2017.hand_in()

    lines = str(refusal.value).splitlines()
    assert lines[0].startswith("第 3 行 完成值 “三十”不是数字")
    assert "“有”不是“是”或“否”" in lines[1]
    assert lines[-1] == "本次导入未保存任何内容。"
    assert value_of(CODE_OF_TEA_OIL) is None


@pytest.mark.parametrize(
    ("column", "value", "word"),
    [
        (1, 2016, "年度 “2016” 不是 2017"),
        (2, "株洲市", "与编码所属的长沙市不符"),
        (11, "430100-99-1-1", "不存在"),
        (11, "430100-01-1-2", "测量项编码相同"),
        (11, None, "没有测量项编码"),
    ],
)
def test_import_results_refuses_a_misplaced_row(workbook_2017, column, value, word):
    workbook_2017.at(2, column).value = value

    with pytest.raises(CommandError, match=word):
        workbook_2017.hand_in()


def test_import_results_refuses_another_head(workbook_2017):
    workbook_2017.at(1, 9).value = "结果"

    with pytest.raises(CommandError, match="第 1 行不是采集表的表头"):
        workbook_2017.hand_in()


def test_import_results_refuses_a_finalised_year(workbook_2017):
    Year.objects.filter(number=2017).update(state=YearState.FINALISED)
    workbook_2017.fill(CODE_OF_TEA_OIL, 2810)

    with pytest.raises(CommandError, match="已审定"):
        workbook_2017.hand_in()


def test_export_results_can_be_limited_to_an_office(tmp_path):
    import_2017(only=("长沙市",))
    path = tmp_path / "a.xlsx"
    call_command("export_results", 2017, str(path), office="培训中心")

    rows = list(load_workbook(path).active.iter_rows(min_row=2, values_only=True))

    assert {row[2] for row in rows} == {"移民培训", "基础工作"}


def test_export_results_finds_a_city_under_any_name(tmp_path):
    import_2017(only=("湘西自治州",))
    assert CityTable.objects.get().city.name == "湘西土家族苗族自治州"

    call_command("export_results", 2017, str(tmp_path / "a.xlsx"), city="湘西土家族苗族自治州")
    with pytest.raises(CommandError, match="没有“长沙”的指标表"):
        call_command("export_results", 2017, str(tmp_path / "b.xlsx"), city="长沙")
