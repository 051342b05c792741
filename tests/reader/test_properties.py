"""Whatever the text says: nothing is raised, nothing that deducts is lost."""

import re

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from assessment.engine.types import Effect, RuleKind
from assessment.reader.documents import read_document
from assessment.reader.errors import DocumentError
from assessment.reader.marking import mark
from assessment.reader.pattern_table import EVERY_PATTERN
from assessment.reader.types import ItemReading
from tests.reader.tables import DOCX, TEXT, official_tables, read_item

TEXTS = [item.text for t in official_tables() for s in t.sections for item in s.items]
PIECES = [
    *("计5分", "记3分", "得2分", "扣1分", "扣0.2分", "每起", "每少完成10%", "每少1个", "，", "。"),
    *("；", "（", "）", "(", "油茶100亩、", "完成甲县的后扶工作稽察", "未完成", "酌情", "各", "加"),
    *("扣", "分", "计", "和", "、", "其中", "就业率90%以上", "就业率每下降1%", "0,2", " ", "\n"),
]
pieces = st.lists(st.sampled_from(PIECES), max_size=25).map("".join)


@st.composite
def mutated(draw):
    """An official text with stretches cut out, doubled or replaced."""
    text = draw(st.sampled_from(TEXTS))
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(text)))
        end = min(len(text), start + draw(st.integers(0, 12)))
        text = text[:start] + draw(st.sampled_from(["", *PIECES, text[start:end] * 2])) + text[end:]
    return text


def assert_sound(item: ItemReading) -> None:
    spans = []
    for component in item.components:
        names = [measure.name for measure in component.measures]
        assert len(names) == len(set(names))
        for rule in component.rules:
            assert item.text[rule.start : rule.end] == rule.clause
            assert component.start <= rule.start < rule.end <= component.end
            assert rule.deduction > 0 or rule.kind.effect is Effect.SET  # 计0分
            assert rule.measures
            assert set(rule.measures) <= set(range(len(names)))
            spans.append((rule.start, rule.end))
    assert all(phrase and phrase in item.text for phrase in item.unsettled)
    assert_every_deduction_is_accounted_for(item, spans)


def assert_every_deduction_is_accounted_for(item: ItemReading, spans: list) -> None:
    position = 0
    for segment in mark(item):
        end = position + len(segment.text)
        settled = segment.unsettled or any(a <= position and end <= b for a, b in spans)
        assert settled or not re.search("(?<![折回])扣(?![押留缴])", segment.text), segment
        position = end
    assert position == len(item.text)


@settings(max_examples=1500, deadline=None)
@given(st.one_of(mutated(), pieces))
def test_any_text_is_read_soundly(text):
    assert_sound(read_item(text))


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=80), st.text(max_size=5))
def test_any_characters_are_read_soundly(text, points):
    assert_sound(read_item(text, points))


@settings(max_examples=300, deadline=None)
@given(mutated(), st.sampled_from([" ", "\n", "\u3000"]), st.data())
def test_spaces_change_no_rule(text, space, data):
    text = re.sub(r"\s", "", text)
    position = data.draw(st.integers(0, len(text)))
    assume("," not in text[max(position - 1, 0) : position + 1])  # 1,5 is a number, 1, 5 a list
    if space == "\n" and text[position - 1 : position] == "分":
        space = " "  # after 分 a new line is a new clause
    spaced = text[:position] + space + text[position:]
    assert facts(read_item(spaced)) == facts(read_item(text))


EXAMPLES = [pattern.example for pattern in EVERY_PATTERN]
CONDITIONS = [
    *("在省级检查中", "两年以上", "移民人数1万人以上的县", "除海岛县外", "对偏远县", "如有异议"),
    *("经上门查明", "情节轻微", "汛期前", "因灾延期的", "第一季度", "有下列情形的："),
]
TAILS = [
    *("每次累加", "以此类推", "因灾延期的除外", "省里另有规定的除外", "按次计", "由省局认定"),
    *("直至该项为0", "扣完为止", "最高扣3分", "共计3分"),
]
COUNTS = ["两次", "三项", "多处", "一个月", "半年", "3次", "几户", "屡次"]
words_of_nobody = st.text("甲乙丙丁库坝渠堤", min_size=2, max_size=6)


def clause_of(text):
    """Return the last rule of an example, and all that it says beside its words."""
    component = read_item(text).components[-1]
    rule = component.rules[-1]
    return rule, (rule.kind, rule.step, rule.deduction, rule.bands)


def is_read_without_a_word(text, said, added):
    """Tell whether the rule is read as before and the added words are nowhere to be seen."""
    item = read_item(text)
    same = [
        r for c in item.components if c.cap is None for r in c.rules
        if r.cap is None and added not in r.clause
        and (r.kind, r.step, r.deduction, r.bands) == said
    ]  # fmt: skip
    return bool(same) and not any(added in phrase for phrase in item.unsettled)


@settings(max_examples=400, deadline=None)
@given(
    st.sampled_from(EXAMPLES),
    st.one_of(st.sampled_from(CONDITIONS), words_of_nobody),
    st.sampled_from(["，", "。", "；"]),
)
def test_condition_before_a_clause_is_never_lost(text, condition, stop):
    rule, said = clause_of(text)
    before = text[: rule.start].rstrip("，。；")
    comma = "" if condition.endswith("：") else "，"
    put = f"{before}{stop}{condition}{comma}{text[rule.start :]}"
    assert not is_read_without_a_word(put, said, condition)


@settings(max_examples=400, deadline=None)
@given(
    st.sampled_from(EXAMPLES),
    st.one_of(st.sampled_from(TAILS), words_of_nobody),
    st.sampled_from(["，{}", "（{}）", "。{}", "；{}"]),
)
def test_tail_behind_a_clause_is_never_lost(text, tail, mark):
    rule, said = clause_of(text)
    put = f"{text[: rule.end]}{mark.format(tail)}{text[rule.end :]}"
    assert not is_read_without_a_word(put, said, tail)


@settings(max_examples=200, deadline=None)
@given(
    st.sampled_from([text for text in EXAMPLES if "扣" in clause_of(text)[0].clause]),
    st.sampled_from(COUNTS),
    st.booleans(),
)
def test_count_within_a_clause_makes_no_deduction_of_once(text, count, is_first):
    rule, said = clause_of(text)
    at = rule.start if is_first else rule.start + rule.clause.rindex("扣")
    item = read_item(text[:at] + count + text[at:])
    once = [r for c in item.components for r in c.rules if r.kind is RuleKind.NOT_DONE]
    assert not any(count in r.clause for r in once)
    assert not is_read_without_a_word(text[:at] + count + text[at:], said, count)


def facts(item: ItemReading) -> list:
    return [
        (c.points, c.measures, [(r.kind, r.measures, r.step, r.deduction) for r in c.rules])
        for c in item.components
    ]


@settings(max_examples=150, deadline=None)
@given(st.sampled_from([DOCX, TEXT]), st.data())
def test_damaged_files_give_tables_or_a_document_error(path, data):
    content = bytearray(path.read_bytes())
    for _ in range(data.draw(st.integers(1, 3))):
        position = data.draw(st.integers(0, len(content) - 1))
        content[position] = data.draw(st.integers(0, 255))
    assert_tables_or_sentence(bytes(content), path.name)


@settings(max_examples=300, deadline=None)
@given(st.one_of(st.binary(max_size=200), st.text(max_size=200).map(str.encode)), st.text())
def test_any_bytes_give_tables_or_a_document_error(content, filename):
    assert_tables_or_sentence(content, filename)


def assert_tables_or_sentence(content: bytes, filename: str) -> None:
    try:
        tables, message = read_document(content, filename), ""
    except DocumentError as error:
        tables, message = (), str(error)
    assert tables or re.fullmatch("《.+》.+。", message, re.DOTALL)


def test_reader_is_quick_on_hostile_texts():
    """Each would take minutes if a pattern could cut it up in many ways."""
    for piece in (
        "和县",
        "率、和率",
        "完成甲、",
        "油茶",
        "扣，",
        "（",
        "计1分扣1分，",
        "其中油茶1亩、",
    ):
        text = "完成" + piece * (4000 // len(piece)) + "扣1分"
        assert_sound(read_item(text))
