"""Paper read back: what the PDF says, where it stands, what it is set in."""

import io
import re
from contextlib import suppress
from dataclasses import replace
from itertools import cycle
from urllib.error import URLError

import pdfplumber
import pypdf
import pytest

from assessment.paper.official_table import table_html
from assessment.paper.ranking import ranking_html
from assessment.paper.scorecard import scorecard_htmls
from lib.site_words import SiteWords, call_site
from press.paper import fonts, layout, rendering
from press.paper.fetching import RefusedAddress, StaticOnlyFetcher
from press.paper.fonts import PaperError
from press.paper.merging import merge_labels, rows_after_a_break
from tests.assessment.loaded import (
    RESCALED_NOTES,
    make_standings,
    make_table,
    random_values,
    with_texts,
)
from tests.press.test_standby import are_gone

MM = 72 / 25.4
A4 = (210 * MM, 297 * MM)
LEFT, RIGHT, TOP, BOTTOM = 28 * MM, (210 - 26) * MM, 37 * MM, (297 - 35) * MM
DIGEST = "0123456789abcdef" * 4
LONG_TEXT = "完成移民产业基地提质改造任务，计8分，每少完成10%扣0.8分。" * 8
TAGS = (
    "img src={0}",
    "script src={0}",
    "iframe src={0}",
    "link rel=stylesheet href={0}",
    "object data={0}",
    "embed src={0}",
    "svg onload=f()",
    "style",
    "base href={0}",
    "meta http-equiv=refresh content=0;url={0}",
    "a href={0}",
    "input value={0}",
)
ADDRESSES = ("file:///etc/passwd", "http://169.254.169.254/x", "//10.0.0.1/x", "data:text/html,x")
PAYLOADS = [f"<{tag.format(address)}>" for tag in TAGS for address in ADDRESSES] + [
    "<!--label 0-->乱<!--/label-->", "§", "</style><style>*{color:red}", "</td></tr></table>",
    "{{ title }}{% include 'x' %}", "&lt;b&gt;&amp;", "@import url(file:///etc/passwd);",
    "url(http://10.0.0.1/)", '"><img src=x>', "'--", "=HYPERLINK(1)", "javascript:alert(1)",
]  # fmt: skip


def random_table(city="长沙市", seed=1, **fields):
    blank = make_table(city, **fields)
    return make_table(city, values=random_values(blank, seed), **fields)


def squeezed(text):
    return re.sub(r"\s", "", text)


def text_of(pdf):
    return squeezed("".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages))


def pages_of(pdf):
    return pdfplumber.open(io.BytesIO(pdf)).pages


def scorecard(*tables, **more):
    return layout.make_pdf(scorecard_htmls(make_standings(*tables), **more), "评分卡")


@pytest.fixture(scope="module")
def rescaled():
    """A card of 湘潭, which has no 移民安置, beside 长沙's; all figures recorded but some."""
    xiangtan = random_table("湘潭市", seed=3, key="430300", pk=2, like="湘潭市")
    return scorecard(random_table(seed=2), xiangtan, digest=DIGEST)


@pytest.fixture(scope="module")
def long_table():
    table = make_table("湘潭市", like="湘潭市", text=LONG_TEXT)
    return layout.make_pdf([table_html(table)], table.title)


def test_scorecard_says_total_rank_and_policy(rescaled):
    standings = make_standings(
        random_table(seed=2),
        random_table("湘潭市", seed=3, key="430300", pk=2, like="湘潭市"),
    )
    text = text_of(rescaled)
    for city in standings.cities:
        assert f"2017年度{city.city}移民工作绩效考核评分卡" in text
        assert str(city.total) in text
        assert f"第{city.rank}名" in text
    assert "计分口径：不足一档的部分：不足一档不扣" in text
    assert "另两种口径下：按比例扣" in text
    assert "考核办（盖章）" in text
    assert f"日志摘要{DIGEST[:16]}" in text


def test_scorecard_shows_the_scaling_and_the_note_of_the_source(rescaled):
    text = text_of(rescaled)
    assert re.search(r"移民业务工作得分：\(\d+\.\d\d/67\)×76=\d+\.\d\d", text)
    assert all(squeezed(note) in text for note in RESCALED_NOTES)


def test_scorecard_marks_what_is_missing():
    text = text_of(scorecard(make_table()))
    assert "未完成采集：还有" in text
    assert "—（未采集）" in text
    assert "8.00＊" in text


def test_complete_scorecard_carries_no_mark():
    blank = make_table()
    full = make_table(values=random_values(blank, 5, missing=0))
    text = text_of(scorecard(full))
    assert "未完成采集" not in text
    assert "＊" not in text


def test_scorecard_of_a_table_not_issued_is_called_a_trial():
    assert "试算" in text_of(scorecard(replace(make_table(), issued=False)))


def test_derivation_tells_phrase_figures_sum_recorder_and_evidence():
    values = {
        "移民产业/1/油茶": "2810",
        "移民产业/1/茶叶": "1500",
        "移民产业/1/水果": "3000",
        "移民产业/1/中药材": "136",
        "移民产业/1/蔬菜（食用菌）": "1000",
    }
    table = make_table(values=values)
    result = next(table.measures).record.result_id
    text = text_of(scorecard(table, evidence={result: ["验收报告.pdf"]}))
    assert "每少完成10%扣0.8分" in text
    assert "油茶：目标5,000个，完成2,810个" in text
    assert "缺26.56%→2档×0.8=1.6" in text
    assert "采集：规划计划处张三，2018年1月5日10:32" in text
    assert "佐证：验收报告.pdf" in text


def test_derivation_says_when_a_cap_is_reached():
    text = text_of(scorecard(make_table(values={"廉政建设/1/违纪违规": "7"})))
    assert "超过本要点10分，按10分扣（扣完为止）" in text


def test_pages_are_a4_and_keep_their_margins(rescaled, long_table):
    for page in [*pages_of(rescaled), *pages_of(long_table)]:
        assert (page.width, page.height) == pytest.approx(A4, abs=0.5)
        body = [c for c in page.chars if c["top"] < BOTTOM + 1]
        assert min(c["x0"] for c in body) >= LEFT - 1
        assert max(c["x1"] for c in body) <= RIGHT + 1
        assert min(c["top"] for c in body) >= TOP - 6
        assert max(line["x1"] for line in page.rects + page.lines) <= RIGHT + 1


def test_page_numbers_stand_outside_and_begin_anew_in_each_city(rescaled):
    numbers = []
    for page in pages_of(rescaled):
        foot = page.crop((0, BOTTOM, page.width, page.height))
        words = foot.extract_words(keep_blank_chars=True)
        number = next(w for w in words if re.fullmatch(r"— \d+ —", w["text"].strip()))
        value = int(number["text"].strip("— "))
        assert (number["x0"] > page.width / 2) == (value % 2 == 1)
        numbers.append(value)
    assert numbers.count(1) == 2
    assert numbers[0] == 1


def test_the_sheet_to_sign_is_one_page(rescaled):
    pages = [squeezed(p.extract_text()) for p in pages_of(rescaled)]
    assert all(("评分卡" in page) == ("考核办（盖章）" in page) for page in pages)


def test_official_table_repeats_its_head_and_merged_labels(long_table):
    pages = pages_of(long_table)
    assert len(pages) > 2
    for page in pages:
        text = squeezed(page.extract_text())
        assert "评估内容与计分方法" in text
        assert "（67）" in text or "（24）" in text
    assert all(squeezed(note) in text_of(long_table) for note in RESCALED_NOTES)


def test_official_table_splits_no_row(long_table):
    texts = [squeezed(page.extract_table()[r][3] or "")
             for page in pages_of(long_table)
             for r in range(1, len(page.extract_table()))]  # fmt: skip
    assert texts == [squeezed(LONG_TEXT)] * 11


def test_official_table_draws_a_merged_cell_closed_on_every_page(long_table):
    for page in pages_of(long_table):
        table = page.find_tables()[0]
        labels = [c for c in table.cells if c[0] == pytest.approx(LEFT, abs=1)]
        assert max(c[3] for c in labels) == pytest.approx(table.bbox[3], abs=1)


def with_heads(table, heads):
    sections = tuple(
        replace(section, items=tuple(replace(item, text_heads=heads) for item in section.items))
        for section in table.sections
    )
    return replace(table, sections=sections, text_heads=heads)


@pytest.mark.parametrize(
    ("text", "heads", "size"),
    [
        ("妥善处理信访案件。" * 100, (), (210, 297)),
        (
            f"【考核内容】{'妥善处理信访案件。' * 200}\n【评分标准】每起扣1分。",
            ("考核内容", "评分标准"),
            (297, 210),
        ),
    ],
    ids=["one column", "two columns"],
)
def test_a_row_that_no_page_holds_goes_on_below_the_heads(text, heads, size):
    table = with_heads(make_table("湘潭市", like="湘潭市", text=text), heads)
    pages = pages_of(layout.make_pdf([table_html(table)], table.title))
    assert len(pages) > 11  # as many as it has items
    for page in pages:
        assert (round(page.width / MM), round(page.height / MM)) == size
        assert set(heads or ("评估内容与计分方法",)) <= set(page.extract_table()[0])
        assert "妥善处理" in squeezed(page.extract_text())  # none with a title or a head alone


def test_every_font_is_embedded_and_nothing_is_a_box(rescaled, long_table):
    for pdf in (rescaled, long_table):
        for page in pypdf.PdfReader(io.BytesIO(pdf)).pages:
            for font in page["/Resources"]["/Font"].values():
                descriptor = font["/DescendantFonts"][0]["/FontDescriptor"]
                assert "/FontFile3" in descriptor or "/FontFile2" in descriptor
                assert "CJK" in descriptor["/FontName"] or "SC" in descriptor["/FontName"]
        assert not re.search(r"\(cid:|\ufffd", text_of(pdf))


def test_characters_without_a_font_are_named_instead_of_boxed():
    table = with_texts(make_table(), cycle(["备注\U0010fffd完"]))
    assert "备注〔U+10FFFD〕完" in text_of(scorecard(table))


def test_bookmarks_name_cities_and_annexes(rescaled):
    reader = pypdf.PdfReader(io.BytesIO(rescaled))
    cities = [entry for entry in reader.outline if not isinstance(entry, list)]
    annexes = [entry[0].title for entry in reader.outline if isinstance(entry, list)]
    assert [entry.title for entry in cities] == ["长沙市", "湘潭市"]
    assert annexes == ["附件：扣分推导"] * 2


def test_title_and_language_are_in_the_file(rescaled):
    reader = pypdf.PdfReader(io.BytesIO(rescaled))
    assert reader.metadata.title == "评分卡"
    assert reader.trailer["/Root"]["/Lang"] == "zh-CN"


@pytest.mark.parametrize("paper", ["scorecard", "table"])
def test_hostile_texts_are_shown_literally_and_fetch_nothing(paper, monkeypatch):
    asked = []
    monkeypatch.setattr(StaticOnlyFetcher, "fetch", lambda self, url, *rest: asked.append(url))
    assert len(PAYLOADS) >= 60
    shown = ""
    for start in range(0, len(PAYLOADS), 20):
        some = PAYLOADS[start : start + 20]
        if paper == "scorecard":
            shown += text_of(scorecard(with_texts(make_table(), cycle(some))))
        else:
            table = make_table(text="；".join(some))
            shown += text_of(layout.make_pdf([table_html(table)], "表"))
    assert [p for p in PAYLOADS if squeezed(p) not in shown] == []
    assert asked == []


@pytest.mark.parametrize(
    "url",
    ["file:///etc/passwd", "http://127.0.0.1/", "data:text/css,a", "static:../config/settings.py",
     "static:%2e%2e/%2e%2e/etc/passwd", "static:css/tokens.py", "static:/etc/passwd", "x",
     "static:a\0b.css"],
)  # fmt: skip
def test_fetcher_refuses_what_is_not_ours(url):
    fetcher = StaticOnlyFetcher(["static"])
    with pytest.raises((RefusedAddress, URLError)):
        fetcher.fetch(url)
    assert fetcher.refused == [url]


def test_fetcher_serves_our_static_files():
    response = StaticOnlyFetcher(["static"]).fetch("static:css/tokens.css")
    assert response.content_type == "text/css"


def test_no_chinese_font_is_said_in_a_sentence(monkeypatch):
    monkeypatch.setattr(fonts, "installed_families", lambda: frozenset({"DejaVu Sans"}))
    with pytest.raises(PaperError, match="没有可用的中文字体"):
        layout.make_pdf(["<p>中"], "x")


def test_a_worker_that_ends_early_is_told_in_a_sentence():
    with rendering.Press() as press:
        list(press.each([("评分卡", "<p>中")]))
        [worker] = press._workers
        worker.kill()
        with pytest.raises(PaperError, match="“评分卡”排版中断"):
            list(press.each([("评分卡", "<p>中")]))
        assert len(list(press.each([("评分卡", "<p>中")]))) == 1  # another takes its place


def test_the_same_document_is_the_same_file_in_another_process():
    [html] = scorecard_htmls(make_standings(random_table()))
    made = []
    for _ in range(2):
        with rendering.Press() as press:
            made += press.each([("评分卡", html)])
            made.append(press.join([html, "<p>中"], "评分卡"))
    assert made[:2] == made[2:]


def test_fourteen_scorecards_are_one_file_below_a_megabyte():
    tables = [random_table(f"市州{n}", seed=n, key=f"43{n:02}00", pk=n) for n in range(1, 15)]
    with rendering.Press() as press:
        pdf = press.join(scorecard_htmls(make_standings(*tables)), "2017年度评分卡")
    reader = pypdf.PdfReader(io.BytesIO(pdf))
    assert len(pdf) < 1_000_000
    assert reader.metadata.title == "2017年度评分卡"
    assert reader.trailer["/Root"]["/Lang"] == "zh-CN"
    cities = [entry.title for entry in reader.outline if not isinstance(entry, list)]
    assert cities == [f"市州{n}" for n in range(1, 15)]


def test_cards_apart_come_in_their_order():
    tables = [random_table(f"市州{n}", seed=n, key=f"43{n:02}00", pk=n) for n in range(1, 4)]
    htmls = scorecard_htmls(make_standings(*tables))
    with rendering.Press() as press:
        pdfs = list(press.each(list(zip("甲乙丙", htmls, strict=True))))
    assert [pypdf.PdfReader(io.BytesIO(p)).metadata.title for p in pdfs] == ["甲", "乙", "丙"]


def test_what_is_begun_may_be_read_after_what_was_begun_later():
    with rendering.Press() as press:
        first = press.each([("甲", "<p>中"), ("乙", "<p>中")])
        second = press.each([("丙", "<p>中")])
        assert [title_of(pdf) for pdf in second] == ["丙"]
        assert [title_of(pdf) for pdf in first] == ["甲", "乙"]


def test_a_caller_that_fails_leaves_no_worker_behind():
    press = rendering.Press()
    with suppress(ZeroDivisionError), press:
        next(press.each([(title, "<p>中") for title in "甲乙丙丁"]))
        raise ZeroDivisionError
    assert press._workers
    assert are_gone(*(worker.pid for worker in press._workers))


def title_of(pdf: bytes) -> str:
    return pypdf.PdfReader(io.BytesIO(pdf)).metadata.title


def test_ranking_lists_cities_by_rank_with_charts_and_grid():
    tables = [random_table(f"市州{n}", seed=n, key=f"43{n:02}00", pk=n) for n in range(1, 4)]
    standings = make_standings(*tables)
    pdf = layout.make_pdf([ranking_html(standings)], "排名")
    pages = pages_of(pdf)
    first = squeezed(pages[0].extract_text())
    order = [first.index(city.city) for city in standings.by_rank]
    assert order == sorted(order)
    assert "得分构成" in text_of(pdf)
    assert (pages[-1].width, pages[-1].height) == pytest.approx(A4[::-1], abs=0.5)


@pytest.mark.parametrize("length", [19, 20, 21, 22, 23])
def test_no_title_breaks_within_its_last_word(length):
    """Whatever its length, 评分卡 and 排名 stand on one line."""

    def called(rest: str) -> SiteWords:
        return SiteWords(assessment="考" * (length - len("2017年度") - len(rest)))

    standings = make_standings(replace(random_table(), title=""))
    try:
        for word, html_of, rest in (
            ("评分卡", lambda: scorecard_htmls(standings)[0], "长沙市评分卡"),
            ("排名", lambda: ranking_html(standings), "市州排名"),
        ):
            call_site(called(rest))
            first = pages_of(layout.make_pdf([html_of()], word))[0]
            heads = map(squeezed, first.extract_text().split("\n")[:2])
            assert any(line.endswith(word) for line in heads)
    finally:
        call_site(SiteWords())


def test_a_label_keeps_the_signs_of_its_own_words():
    merged = merge_labels('<tr id="r"><!--label 0--><td rowspan="§">第§条</td><!--/label--></tr>')
    assert merged == '<tr id="r"><td rowspan="1">第§条</td></tr>'


def test_merged_labels_begin_anew_where_a_page_breaks():
    html = "".join(
        f'<tr id="r{n}"><!--label {n // 3}--><td rowspan="§">{n}</td><!--/label--></tr>'
        for n in range(6)
    )
    pages = [{"r0": 1, "r1": 1}, {"r2": 1, "r3": 1, "r4": 1, "r5": 1}]
    found = rows_after_a_break(html, pages)
    assert found == ["r2"]
    merged = merge_labels(html, found)
    spans = re.findall(r'<tr id="(\w+)"([^>]*)>(?:<td rowspan="(\d)">)?', merged)
    assert [(row, bool(style), span) for row, style, span in spans] == [
        ("r0", False, "2"), ("r1", False, ""), ("r2", True, "1"),
        ("r3", False, "3"), ("r4", False, ""), ("r5", False, ""),
    ]  # fmt: skip
