"""What a site calls itself, from a file that its operator writes in Notepad."""

import os
import re
import subprocess
import sys
from io import BytesIO
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.template import engines
from django.template.loader import get_template
from django.urls import reverse
from openpyxl import load_workbook

from assessment import loading
from assessment.collection.entry_sheets import names_of
from assessment.exports.results import results_xlsx
from assessment.exports.results_grid import results_grid_xlsx
from assessment.flow.missing import every_table_issued
from assessment.models import CityTable, Year
from assessment.paper import ranking
from assessment.reader import grid_names
from assessment.reader.grid_workbook import rows_of_grid
from assessment.reader.types import Finding, Severity
from assessment.reader.workbook import COLUMNS, rows_of
from assessment.scores.standing import standings_of
from assessment.tables.intake import fold, read_tables
from cities.lookup import Gazetteer
from cities.models import Place, PlaceKind, Role
from lib.site_words import (
    SiteWords,
    WrongSiteFile,
    call_site,
    read_site_words,
    said_around,
    site_words,
)
from press.pasting.lexicon import is_head, is_name_head
from press.workbooks.reading import read_book
from selfeval.filing.receipts import next_receipt
from tests.factories import make_account, make_office, make_table, make_year
from tests.press.pasting.sheets import paste, placed
from tests.reader.layouts import word

ELSEWHERE = """[本站]
产品名称 = 库区移民年度考核
省份 = 广西壮族自治区
回执编号 = 桂库移评({年度}){序号}
考核名称 = 库区移民绩效考核
被考核单位 = 县市区
被考核单位的类别 = 市辖区 / 县级市／县
所辖单位 = 乡镇
"""
OTHER_WORDS = """[本站]
省份 = 广东省
被考核单位 = 设区市
被考核单位的类别 = 县
所辖单位 = 镇街
"""
READ_LISTS = """
import os
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
import django
django.setup()
from tablib import Dataset
from setup.resources import MembershipResource, PlaceResource
role = MembershipResource.fields["role"].widget
print(role.render("city"), role.clean("设区市"), role.clean("市州"))
print(PlaceResource.fields["kind"].widget.clean("设区市"))
for head in ("所属市州", "所属设区市"):
    told = Dataset(headers=["代码", "类别", head, "现名", "别名", "历年名称"])
    PlaceResource().before_import(told)
    print(told.headers[2])
"""
ROOT = Path(__file__).parents[1]


@pytest.fixture
def elsewhere(written):
    """A site of another province."""
    usual = site_words()
    call_site(read_site_words(written(ELSEWHERE)))
    forget_templates()
    yield
    call_site(usual)
    forget_templates()


def forget_templates() -> None:
    """They are read once a process, in the words of its site."""
    for loader in engines["django"].engine.template_loaders:
        loader.reset()


@pytest.fixture
def written(tmp_path):
    def write(text: str, encoding: str = "utf-8") -> Path:
        path = tmp_path / "site.ini"
        path.write_bytes(text.encode(encoding))
        return path

    return write


def test_a_site_without_a_file_is_called_as_ever():
    usual = SiteWords(
        product="水库移民工作考核",
        province="湖南省",
        receipt="湘库移自评〔{年度}〕{序号}号",
        assessment="移民工作绩效考核",
        unit="市州",
        within="县市区",
        unit_kinds=("市州",),
    )
    assert site_words() == usual
    assert site_words().receipt_number(2017, 1) == "湘库移自评〔2017〕0001号"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_file_is_read_as_notepad_saves_it(written, encoding):
    words = read_site_words(written(ELSEWHERE.replace("\n", "\r\n"), encoding))
    assert words == SiteWords(
        product="库区移民年度考核",
        province="广西壮族自治区",
        receipt="桂库移评({年度}){序号}",
        assessment="库区移民绩效考核",
        unit="县市区",
        within="乡镇",
        unit_kinds=("市辖区", "县级市", "县"),
    )


def test_what_a_file_leaves_out_is_as_usual(written):
    words = read_site_words(written("[本站]\n# 其余照旧\n省份 = 贵州省\n"))
    assert words == SiteWords(province="贵州省")
    assert read_site_words(written("")) == SiteWords()


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("产品名称 = 考核", "应以一行“[本站]”开头"),
        ("[本站]\n省份 = 甲省\n省份 = 乙省", "同一名称只写一次"),
        ("[本站]\n单位 = 市州", "“单位”不是本站的设置，可写的有产品名称、省份、回执编号"),
        ("[本站]\n被考核单位的类别 = 县 / 局", "只能是“市州”、“市辖区”"),
        ("[网站]\n省份 = 甲省", "“[网站]”不认识"),
        ("[本站]\n省份 =", "是空的，请写上内容或删去这一行"),
        (f"[本站]\n产品名称 = {'长' * 21}", "有 21 字，最多 20 字"),
        ("[本站]\n回执编号 = 评{序号}号", "须写明 {年度} 和 {序号} 各一次"),
        ("[本站]\n回执编号 = 评〔{年度}〕{序号}{序号}号", "须写明 {年度} 和 {序号} 各一次"),
        ("[本站]\n回执编号 = 评〔{年度}〕{序号}号{县}", "不能有别的花括号"),
        ("[本站]\n回执编号 = 某某水库移民自评〔{年度}〕第{序号}号", "有 21 字，最多 20 字"),
        ("[本站]\n省份 = 甲\0省", "含有不可见的控制字符"),
        ("[本站]\n被考核单位 = {{ 县 }}", "含有网页中另有含义的“{”"),
        ("[本站]\n被考核单位 = 单位", "与采集表里另一列的表头相同"),
        ("[本站]\n产品名称 = <考核>", "含有网页中另有含义的“<”"),
    ],
)
def test_a_wrong_file_is_told_what_is_wrong_with_it(written, text, told):
    path = written(text)
    with pytest.raises(WrongSiteFile) as refusal:
        read_site_words(path)
    assert told in str(refusal.value)
    assert str(path) in str(refusal.value)


def test_a_file_that_is_no_text_or_not_there_is_told_so(written, tmp_path):
    path = written("")
    path.write_bytes(b"\xff\xfe\xff\xff")
    with pytest.raises(WrongSiteFile, match="不是文本文件"):
        read_site_words(path)
    with pytest.raises(WrongSiteFile, match="打不开"):
        read_site_words(tmp_path / "elsewhere.ini")


def test_no_command_runs_with_a_wrong_file(written):
    path = written("[本站]\n省分 = 甲省")
    command = [sys.executable, "manage.py", "check"]
    run = subprocess.run(
        command, cwd=ROOT, env={"SITE_FILE": str(path)}, capture_output=True, text=True, check=False
    )
    assert run.returncode != 0
    assert f"{path} 中的“省分”不是本站的设置" in run.stderr


def test_every_page_bears_the_name_of_its_site(elsewhere, client, db):
    shown = client.get("/sign-in/").content.decode()
    assert "<title>登录 · 库区移民年度考核</title>" in shown
    assert "水库移民工作考核" not in shown


def test_every_template_speaks_in_the_words_of_its_site(elsewhere):
    lists = get_template("selfeval/public/list.html").template.source
    assert "县市区或乡镇" in lists
    ranking = get_template("paper/ranking.html").template.source
    assert "<th>名次</th><th>县市区</th>" in ranking
    assert "市州" not in ranking


@pytest.mark.parametrize(
    "name",
    [
        *("home", "overview", "city-tables", "scorecards", "indicators", "readings", "year-policy"),
        *("year-flow", "collection", "city-table", "scorecard"),
    ],
)
def test_pages_of_the_year_speak_of_those_the_site_assesses(elsewhere, client, db, name):
    county = Place.objects.create(key="450123", kind=PlaceKind.COUNTY, name="隆安县")
    make_table(city=county)
    client.force_login(make_account("kaohe1", role=Role.ASSESSMENT_OFFICE))
    given = {"home": {}, "city-table": {"city": "450123"}, "scorecard": {"city": "450123"}}
    year = {} if name == "home" else {"year": 2017}
    shown = client.get(reverse(name, kwargs=year | given.get(name, {}))).content.decode()
    shown = shown.replace("市州丁", "")
    assert [word for word in ("市州", "逐市") if word in shown] == []


def _spoken(page: str) -> str:
    """Return what a page says, without its tags."""
    return re.sub(
        r"<[^>]*>", " ", re.sub(r"(?s)<(script|style|!--).*?</?\1>|<!--.*?-->", " ", page)
    )


def test_import_of_tables_speaks_of_those_the_site_assesses(elsewhere, client, db):
    """The page, what its report says of several, and a refusal, which names no command."""
    counties = [
        Place.objects.create(key=f"45012{n}", kind=PlaceKind.COUNTY, name=name)
        for n, name in enumerate(("隆安县", "马山县"), 3)
    ]
    client.force_login(make_account("kaohe1", role=Role.ASSESSMENT_OFFICE))
    url = reverse("tables-import", args=[2019])
    rows = [
        ["指标名称", "评分标准", "分值", "责任处室"],
        ["机构", "未成立扣2分左右。", "5", "培训中心"],
    ]
    make_office("培训中心")
    said = client.get(url).content.decode()
    assert "各县市区可以在一个文件里" in said
    found = [Finding(Severity.NOTICE, "again", "同样", city=place.name) for place in counties]
    assert [line.place for line in fold(found)] == ["2 个县市区（隆安县、马山县）"]
    table = make_table(make_year(2019), counties[0])
    data = word("2019年度隆安县考核指标表", rows)
    upload = SimpleUploadedFile("表.docx", data)
    refused = client.post(url, {"file": upload}, follow=True).content.decode()
    assert table.is_issued
    assert "已下达，未覆盖；确要替换请选“覆盖”后再导入" in refused
    for page in (said, refused):
        assert [word for word in ("逐市", "14 ", "--") if word in _spoken(page)] == []


def test_what_holds_a_year_up_is_said_in_the_words_of_the_site(elsewhere, db):
    make_table(
        city=Place.objects.create(key="450123", kind=PlaceKind.COUNTY, name="隆安县"), issued=False
    )
    [told] = every_table_issued(Year.objects.get())
    assert told.text == "隆安县的指标表尚未下达：计分规则还没有确认。"


@pytest.mark.parametrize(
    ("usual", "others"),
    [
        ("县级自评、县级合计、县级绩效自评", "乡镇自评、乡镇合计、乡镇绩效自评"),
        ("县级市在本市州", "县级市在本县市区"),
        ("本市没有这一项", "本单位没有这一项"),
        ("市级初审，报省级审核；不选即全省", "初审，报终审；不选即全部"),
    ],
)
def test_texts_of_the_program_are_said_in_the_words_of_the_site(written, usual, others):
    assert read_site_words(written(ELSEWHERE)).called(usual) == others
    assert SiteWords().called(usual) == usual


def test_a_province_that_only_has_another_name_keeps_its_levels():
    words = SiteWords(province="贵州省", product="考核")
    assert words.called("市级初审，报省级审核") == "市级初审，报省级审核"


def test_what_a_message_quotes_of_a_document_stays(elsewhere):
    told = said_around("“本市州考核表”没有写是哪个市州；请写明市州")
    assert told == "“本市州考核表”没有写是哪个县市区；请写明县市区"


def test_what_is_said_once_when_a_module_is_loaded_is_said_in_the_words_of_the_site(written):
    """Navigation, headings of lists and workbooks, labels and hints of every form."""
    site = {"SITE_FILE": str(written(OTHER_WORDS)), "PATH": os.environ["PATH"]}
    command = [sys.executable, "-m", "tests.said"]
    run = subprocess.run(command, cwd=ROOT, env=site, capture_output=True, text=True, check=True)
    assert run.stdout == ""


def test_a_data_entry_workbook_is_headed_and_read_back_in_the_words_of_the_site(elsewhere, db):
    make_table(city=Place.objects.create(key="450123", kind=PlaceKind.COUNTY, name="隆安县"))
    book = load_workbook(BytesIO(results_xlsx(loading.load_tables(CityTable.objects.all()))))
    heads = [cell.value for cell in book.active[1]]
    assert (heads[1], book.active["B2"].value) == ("县市区", "隆安县")
    for head in ("县市区", "市州"):  # the second in a workbook made before the site had its words
        book.active["B1"] = head
        out = BytesIO()
        book.save(out)
        assert {row.city for row in rows_of(read_book(out.getvalue())).rows} == {"隆安县"}


@pytest.mark.parametrize(
    "head", sorted({*COLUMNS, grid_names.DONE, grid_names.TARGET} - {grid_names.CITY})
)
def test_no_site_calls_those_assessed_as_another_column_is_called(written, head):
    with pytest.raises(WrongSiteFile, match="与采集表里另一列的表头相同"):
        read_site_words(written(f"[本站]\n被考核单位 = {head}"))


def test_lists_of_the_setup_read_the_words_of_the_site_and_the_usual_ones(written):
    """What they are called is settled when they are loaded."""
    site = {"SITE_FILE": str(written(OTHER_WORDS)), "PATH": os.environ["PATH"]}
    command = [sys.executable, "-c", READ_LISTS]
    run = subprocess.run(command, cwd=ROOT, env=site, capture_output=True, text=True, check=True)
    assert run.stdout.split() == ["设区市", "city", "city", "county", "所属设区市", "所属设区市"]


def test_a_pasted_head_may_be_the_word_of_the_site(elsewhere):
    assert is_head("县市区")
    assert is_name_head("县市区")
    assert is_head("乡 镇")
    assert not is_name_head("乡镇")


def test_paper_bears_the_name_of_the_assessment(elsewhere, db):
    title = ranking.ranking_title(standings_of(make_year()))
    assert title == "2017年度县市区库区移民绩效考核排名"


def test_receipts_are_numbered_as_the_site_does(elsewhere, db):
    assert [next_receipt(2019), next_receipt(2019)] == ["桂库移评(2019)0001", "桂库移评(2019)0002"]


@pytest.mark.parametrize("front", ["广西壮族自治区", "广西"])
def test_a_name_may_begin_with_its_own_province(elsewhere, front):
    plan = paste(f"{front}长沙市\t1000\n{front}株洲市\t1001")
    assert sorted(placed(plan).values()) == ["1000", "1001"]


def test_a_name_that_begins_with_another_province_is_another_place(elsewhere):
    plan = paste("湖南省长沙市\t1000\n株洲市\t1001")
    assert "1000" not in placed(plan).values()


def grid_rows(data, loaded):
    return rows_of_grid(read_book(data), 2017, names_of(loaded, Gazetteer.load()))


def tables():
    return loading.load_tables(CityTable.objects.all())


def test_what_is_found_in_a_document_is_said_in_the_words_of_the_site(elsewhere, db):
    """It is read in a process that knows nothing of the site."""
    Place.objects.create(key="450123", kind=PlaceKind.COUNTY, name="隆安县")
    rows = [["指标名称", "评分标准", "分值"], ["机构", "未成立扣2分。", "5"]]
    [table], _ = read_tables(word("2019年度考核指标表", rows), "隆安县.docx", 2019)
    messages = [finding.message for finding in table.findings]
    assert any("县市区" in message for message in messages)
    assert not any("市州" in message for message in messages)


def test_the_hidden_sheet_of_a_grid_is_headed_in_the_words_of_the_site_and_read_back(elsewhere, db):
    make_table(city=Place.objects.create(key="450123", kind=PlaceKind.COUNTY, name="隆安县"))
    data = results_grid_xlsx(tables())
    words = [cell.value for row in load_workbook(BytesIO(data))["编码"] for cell in row]
    assert "县市区" in words
    assert "市州" not in words
    assert {row.city for row in grid_rows(data, tables()).rows} == {"隆安县"}


@pytest.mark.parametrize("name", ["", "乙乡"])
def test_what_is_wrong_with_a_grid_is_said_in_the_words_of_the_site(elsewhere, db, name):
    make_table(city=Place.objects.create(key="450123", kind=PlaceKind.COUNTY, name="隆安县"))
    book = load_workbook(BytesIO(results_grid_xlsx(tables())))
    sheet = book.worksheets[0]
    sheet["A5"], sheet["B5"] = name, 1
    out = BytesIO()
    book.save(out)
    problems = grid_rows(out.getvalue(), tables()).problems
    assert any("县市区名称" in words for words in problems)
    assert not any("市州" in words for words in problems)
