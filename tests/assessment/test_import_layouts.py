"""Tables of other layouts through import, export and import again; whose they are is asked."""

import io
import json
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.core.management.base import CommandError
from django.urls import reverse

from assessment.models import CityTable, Concern, Item, Section
from assessment.reader.types import Finding, Severity
from assessment.tables.intake import finding_lines
from cities.loading import load_places
from tests.assessment.seeds import ACTOR
from tests.factories import make_account
from tests.reader.layouts import TITLE, word

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

CASES = Path(__file__).parents[1] / "cases" / "reading"
TWO_COLUMNS = "【考核内容】成立领导小组\n【评分标准】未成立扣2分；未发文扣1分。"
HEADS = ["指标名称", "评分标准", "分值", "责任处室"]
ROW = ["机构", "未成立扣2分。", "5", "规划计划处"]
UNNAMED = "2019年度移民工作考核表"


def import_file(path: Path, year: int = 2019, **options) -> str:
    out = io.StringIO()
    call_command("import_tables", year, str(path), stdout=out, **options)
    return out.getvalue()


def written(folder: Path, data: bytes, name: str = "表.docx") -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


@pytest.mark.parametrize("suffix", ["json", "xlsx", "docx"])
def test_two_columns_go_out_and_come_back_as_they_were(tmp_path, suffix):
    import_file(CASES / "10_two_text_columns.docx")
    path = tmp_path / f"表.{suffix}"
    call_command("export_tables", 2019, str(path))

    assert "未变 1 张" in import_file(path)
    import_file(path, 2020)

    texts = Item.objects.filter(name="机构").values_list("text", flat=True)
    assert list(texts) == [TWO_COLUMNS] * 2


def exported(folder: Path) -> dict:
    path = folder / "表.json"
    call_command("export_tables", 2019, str(path))
    [city] = json.loads(path.read_text())["cities"]
    return city


def test_exported_json_has_the_columns_apart(tmp_path):
    import_file(CASES / "10_two_text_columns.docx")

    item = exported(tmp_path)["sections"][0]["items"][0]

    assert item["columns"] == [
        {"head": "考核内容", "words": "成立领导小组"},
        {"head": "评分标准", "words": "未成立扣2分；未发文扣1分。"},
    ]


def test_exported_json_of_one_column_has_no_columns(tmp_path):
    import_file(CASES / "13_title_inside_table.docx")

    assert "columns" not in exported(tmp_path)["sections"][0]["items"][0]


@pytest.mark.parametrize("suffix", ["json", "xlsx", "docx"])
def test_a_table_without_parts_comes_back_without_a_number(tmp_path, suffix):
    import_file(CASES / "16_column_order.docx")
    path = tmp_path / f"表.{suffix}"
    call_command("export_tables", 2019, str(path))

    assert "未变 1 张" in import_file(path)
    import_file(path, 2020)

    assert list(Section.objects.values_list("number", "heading")) == [("", "考核指标")] * 2


def blocking(year: int) -> set[str]:
    concerns = Concern.objects.filter(table__year__number=year)
    return {c.code for c in concerns if c.blocks_issue} - {"table_total"}


def test_what_gives_points_outside_the_items_keeps_the_table_back_in_every_format(tmp_path):
    rows = [[*HEADS, "备注"], [*ROW, "受到表彰的加1分"]]
    import_file(written(tmp_path, word(TITLE, rows, "注：发生事故的，一票否决。")))
    assert blocking(2019) == {"note_unsettled"}

    for year, suffix in ((2020, "json"), (2021, "xlsx"), (2022, "docx")):
        path = tmp_path / f"导出.{suffix}"
        call_command("export_tables", 2019, str(path))
        import_file(path, year)
        notes = CityTable.objects.get(year__number=year).notes
        assert notes == ["注：发生事故的，一票否决。", "“备注”栏——机构：受到表彰的加1分"]
        assert blocking(year) == {"note_unsettled"}


# --- Whose table it is ------------------------------------------------------------------------


def test_a_title_without_a_city_is_refused_with_the_way_out(tmp_path):
    with pytest.raises(CommandError, match=f"“{UNNAMED}”没有写是哪个市州；.*选定“市州”"):
        import_file(written(tmp_path, word(UNNAMED, [HEADS, ROW])))
    assert not CityTable.objects.exists()


def test_the_command_is_told_whose_table_it_is(tmp_path):
    import_file(written(tmp_path, word(UNNAMED, [HEADS, ROW])), city="株洲")
    assert CityTable.objects.get().city.name == "株洲市"


def test_an_unknown_city_is_refused(tmp_path):
    with pytest.raises(CommandError, match="没有“长安”这个市州"):
        import_file(written(tmp_path, word(UNNAMED, [HEADS, ROW])), city="长安")


def test_one_city_cannot_be_chosen_for_several_tables(tmp_path):
    other = TITLE.replace("长沙", "湘潭")
    data = word(TITLE, [HEADS, ROW], other, [HEADS, ROW])
    with pytest.raises(CommandError, match="文件中有 2 张指标表，只有一张时才能选定市州"):
        import_file(written(tmp_path, data), city="株洲")


@pytest.fixture
def desk(client):
    load_places(actor=ACTOR)
    client.force_login(make_account("kaohe", role="assessment_office"))
    return client


def test_the_page_asks_whose_table_it_is_and_keeps_the_answer(desk):
    url = reverse("tables-import", args=[2019])
    file = SimpleUploadedFile("表.docx", word(UNNAMED, [HEADS, ROW]))
    preview = desk.post(url, {"file": file, "city": "株洲市"})
    assert preview.context["report"].created == ["株洲市"]

    desk.post(url, {"parcel": preview.context["parcel"]})

    assert CityTable.objects.get().city.name == "株洲市"


# --- What is said -----------------------------------------------------------------------------


def finding(severity: Severity, city: str, message: str = "某事。") -> Finding:
    return Finding(severity, "code", message, city=city, item="机构")


def test_what_is_the_same_of_several_cities_is_said_once_and_errors_first():
    found = [
        finding(Severity.NOTICE, "长沙市"),
        finding(Severity.ERROR, "株洲市", "另一事。"),
        finding(Severity.NOTICE, "湘潭市"),
        finding(Severity.UNSETTLED, "株洲市"),
    ]
    assert finding_lines(found) == [
        "[错误] 株洲市 · 机构：另一事。",
        "[待核定] 株洲市 · 机构：某事。",
        "[提示] 2 个市州（长沙市、湘潭市） · 机构：某事。",
    ]


def test_the_page_says_the_same_of_several_cities_once(desk):
    other = TITLE.replace("长沙", "湘潭")
    file = SimpleUploadedFile("表.docx", word(TITLE, [HEADS, ROW], other, [HEADS, ROW]))
    text = desk.post(reverse("tables-import", args=[2019]), {"file": file}).content.decode()
    assert text.count("各部分满分合计") == 1
    assert "2 个市州（长沙市、湘潭市）" in text
