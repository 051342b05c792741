"""What the papers say: of the one calculator before a year is frozen, of its snapshot after."""

import io
from dataclasses import replace
from decimal import Decimal

import pytest
from docx import Document

from assessment.letters.actions import change_words
from assessment.letters.circular import circular_of
from assessment.letters.feedback import feedback_of
from assessment.letters.kinds import Words
from assessment.letters.meeting import meeting_of, ranking_table
from assessment.letters.reasons import reasons_of_city, reasons_of_office
from assessment.letters.scored import scored
from assessment.letters.word import letter_docx
from assessment.models import Item, ObjectionWindow, Result, Snapshot, Year
from assessment.scores.standing import standings_of
from cities.models import Role
from lib.rounding import format_fixed
from tests import factories
from tests.assessment.frozen.freezing import finalise, make_recorded_year
from tests.assessment.moves import told
from tests.assessment.publishing.steps import publish

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


@pytest.fixture
def kaohe():
    return factories.make_account("kaohe", role=Role.ASSESSMENT_OFFICE, full_name="考核甲")


@pytest.fixture
def year() -> Year:
    return make_recorded_year()


def made(year):
    """Return every kind of paper of a year, as far as its stage has it."""
    found = scored(Year.objects.get(pk=year.pk))
    city = found.standings.cities[0]
    papers = [reasons_of_city(found, city), feedback_of(found, city), meeting_of(found)]
    return [*papers, circular_of(found)] if found.snapshot else papers


def words_in(docx: bytes) -> str:
    document = Document(io.BytesIO(docx))
    cells = [c.text for t in document.tables for row in t.rows for c in row.cells]
    return "\n".join([*(p.text for p in document.paragraphs), *cells])


def test_city_reads_what_each_item_lost_and_why(year):
    standing = standings_of(year).cities[1]
    [table] = reasons_of_city(scored(year), standing).tables
    total = table.rows[-1]
    assert total[0] == "总分"
    assert total[4] == format_fixed(standing.total)
    lost = [row for row in table.rows[:-1] if "小计" not in row[0] and row[3] != "0.00"]
    assert lost
    assert all("扣" in row[5] and row[5] != "未扣分" for row in lost)


def test_sums_of_an_office_are_those_of_its_items_in_every_city(year):
    office = factories.make_office("培训中心")
    items = Item.objects.filter(section__table__year=year)
    for item in items:
        item.offices.set([office])
    found = scored(year)
    sums, *tables = reasons_of_office(found, office).tables
    assert [row[0] for row in sums.rows] == ["长沙市", "株洲市", "合计"]
    score = found.standings.cities[1].score
    earned = sum((s.earned for s in score.sections), Decimal(0))
    assert sums.rows[1][4] == format_fixed(earned)
    assert len(tables) == len({item.name for item in items})


def test_paper_of_an_office_leaves_out_what_others_collect(year):
    own, other = factories.make_office("培训中心"), factories.make_office("资金财务处")
    items = list(Item.objects.filter(section__table__year=year).order_by("pk"))
    for item in items:
        item.offices.set([other])
    items[0].offices.set([own])
    _, *tables = reasons_of_office(scored(year), own).tables
    assert [(table.caption, len(table.rows)) for table in tables] == [(items[0].name, 2)]


def test_what_is_not_recorded_is_a_dash_and_told(year):
    Result.objects.filter(measure__component__item__section__table__city__name="长沙市").update(
        value=None
    )
    letter = reasons_of_city(scored(year), scored(year).standings.cities[0])
    assert any("没有录入" in note for note in letter.notes)
    assert "完成 —" in letter.tables[0].rows[0][2]


def test_feedback_says_score_term_and_whether_there_is_a_second_stage(year):
    ObjectionWindow.objects.create(
        year=year, opens_at="2018-01-05T01:00Z", closes_at="2018-01-12T10:00Z", answer_days=3,
        has_second_stage=True, appeal_days=4,
    )  # fmt: skip
    found = scored(year)
    letter = feedback_of(found, found.standings.cities[0])
    text = "".join([*letter.words.opening, *letter.words.closing])
    assert letter.to == "长沙市："
    assert f"初步得分{format_fixed(found.standings.cities[0].total)}分" in text
    assert "2018-01-05 09:00 至 2018-01-12 18:00" in text
    assert "申诉后3日内答复" in text
    assert "4日内申请复议" in text


def test_no_paper_names_a_place_while_less_than_half_is_recorded(year):
    Result.objects.update(value=None)
    letter = meeting_of(scored(year))
    assert [row[0] for row in letter.tables[0].rows] == ["—", "—"]
    assert "录入不足一半，暂不排名。" in letter.warnings


def test_circular_of_a_published_year_names_its_recipients(year, kaohe):
    finalise(year, kaohe)
    waiting = circular_of(scored(Year.objects.get()))
    assert waiting.to == "（公布时填写）："
    publish(Year.objects.get(), kaohe)
    letter = circular_of(scored(Year.objects.get()))
    assert (letter.to, letter.number) == ("各市州移民管理机构：", "通报〔2018〕12号")
    assert letter.day == "2018年4月1日"
    assert "经局长办公会于2018年3月1日审定" in letter.words.opening[0]
    assert letter.tables[0].heads[0] == "名次"


def test_circular_shows_no_rank_where_the_page_shows_none(year, kaohe):
    finalise(year, kaohe)
    publish(Year.objects.get(), kaohe, "sections")
    letter = circular_of(scored(Year.objects.get()))
    assert "名次" not in letter.tables[0].heads
    assert "总分" not in letter.tables[0].heads
    assert [row[0] for row in letter.tables[0].rows] == ["长沙市", "株洲市"]


def test_columns_fill_the_sheet(year):
    table = ranking_table(standings_of(year), width=225)
    assert 215 <= sum(table.widths) <= 225


def test_papers_of_a_frozen_year_bear_its_number_and_code(year, kaohe):
    snapshot = finalise(year, kaohe)
    found = scored(Year.objects.get())
    letter = reasons_of_city(found, found.standings.cities[0])
    code = snapshot.units.get(place__name="长沙市").code_shown
    assert (letter.status.named, letter.status.code) == ("审定 第1号", code)
    assert code in letter.document.html
    assert code in words_in(letter_docx(letter))
    assert "审定 第1号" in meeting_of(found).document.html


def test_frozen_paper_stays_as_it_is_whatever_rows_and_words_become(year, kaohe):
    finalise(year, kaohe)
    before = letter_docx(made(year)[0])
    Result.objects.update(value=0)
    change_words(
        year=Year.objects.get(), paper="reasons", words=Words("另一个标题"), seen=0, **told(kaohe)
    )
    assert letter_docx(made(year)[0]) == before


def test_the_same_paper_is_the_same_word_document(year, kaohe):
    finalise(year, kaohe)
    first = [(letter_docx(paper), paper.document.html) for paper in made(year)]
    assert [(letter_docx(paper), paper.document.html) for paper in made(year)] == first


def test_words_and_figures_stand_in_word_as_in_the_pdf(year):
    for paper in made(year):
        text = words_in(letter_docx(paper))
        assert paper.title in text
        for table in paper.tables:
            assert all(cell in text for row in table.rows for cell in row)


def test_hostile_words_stay_words(year, kaohe):
    change_words(
        year=year, paper="feedback", seen=0, **told(kaohe),
        words=Words("<b>标题</b>", "<script>alert(1)</script>{市州}<img src=file:///etc/passwd>"),
    )  # fmt: skip
    found = scored(year)
    html = feedback_of(found, found.standings.cities[0]).document.html
    assert "<script>" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;长沙市" in html


def test_circular_after_a_correction_tells_who_finalised_the_year(year, kaohe):
    finalise(year, kaohe)
    publish(Year.objects.get(), kaohe)
    first = Snapshot.objects.get()
    Snapshot.objects.create(
        year=first.year, number=2, kind=Snapshot.Kind.CORRECTED, file=first.file,
        confirmed_by=kaohe, confirmed_as="考核甲", made_at=first.made_at,
    )  # fmt: skip
    found = replace(scored(Year.objects.get()), snapshot=Snapshot.objects.get(number=2))
    assert "经局长办公会于2018年3月1日审定" in circular_of(found).words.opening[0]
