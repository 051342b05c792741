"""A report's JSON: what is taken, what is refused and where, and that it comes back."""

import pytest

from selfeval.engine.answers import Answer, Answers, TableRow, answers_of, as_json
from selfeval.engine.errors import WrongAnswers

ROW = {"row": "1"}
CODE = {"code": "a"}
WORDS = "应为文字（数字也写在引号内）"
GROUP = "应为一组“名称：内容”"


@pytest.mark.parametrize(
    ("data", "place", "reason"),
    [
        ([], "自评表", GROUP),
        ({1: "x"}, "自评表", GROUP),
        ({"fields": []}, "fields", GROUP),
        ({"fields": {"a": 1.5}}, "fields a", WORDS),
        ({"fields": {"a": True}}, "fields a", WORDS),
        ({"fields": {"a": 10**15}}, "fields a", WORDS),
        ({"fields": {"a": -(10**15)}}, "fields a", WORDS),
        ({"fields": {"a": "x" * 200_001}}, "fields a", "超过 200000 个字符"),
        ({"tables": []}, "tables", GROUP),
        ({"tables": {"t": {}}}, "表“t”", "应为列表"),
        ({"tables": {"t": [5]}}, "表“t”第 1 行", GROUP),
        ({"tables": {"t": [ROW, {"x": "1"}]}}, "表“t”第 2 行", "缺少行的编码 row"),
        ({"tables": {"t": [{"row": "a.b"}]}}, "表“t”第 1 行", "缺少行的编码 row"),
        ({"tables": {"t": [ROW | {"x": 1.5}]}}, "表“t”第 1 行 x", WORDS),
        ({"tables": {"t": [ROW, ROW]}}, "表“t”", "“1”出现两次"),
        ({"tables": {"t": [{"row": str(n)} for n in range(1001)]}}, "表“t”", "超过 1000 行"),
        ({"indicators": {}}, "indicators", "应为列表"),
        ({"indicators": [5]}, "第 1 个指标", GROUP),
        (
            {"indicators": [CODE, {"target": "1"}]},
            "第 2 个指标",
            "缺少指标编码 code，或编码中有点号",
        ),
        ({"indicators": [{"code": "a.b"}]}, "第 1 个指标", "缺少指标编码 code，或编码中有点号"),
        ({"indicators": [CODE | {"target": []}]}, "第 1 个指标 target", WORDS),
        ({"indicators": [CODE, CODE]}, "indicators", "“a”出现两次"),
        (
            {"indicators": [CODE | {"dropped": "yes"}]},
            "第 1 个指标 dropped",
            "应为 true 或 false",
        ),
        (
            {"indicators": [CODE | {"not_applicable": 1}]},
            "第 1 个指标 not_applicable",
            "应为 true 或 false",
        ),
        ({"indicators": [{"code": str(n)} for n in range(501)]}, "indicators", "超过 500 行"),
        ({"total": []}, "total", WORDS),
        ({"grade": 1.5}, "grade", WORDS),
        ({"explanations": []}, "explanations", GROUP),
        ({"explanations": {"a": 1.5}}, "explanations a", WORDS),
    ],
)
def test_wrong_report_is_refused_in_a_sentence(data: object, place: str, reason: str) -> None:
    with pytest.raises(WrongAnswers) as caught:
        answers_of(data)

    assert str(caught.value) == f"自评数据有误，{place}：{reason}。"
    assert (caught.value.place, caught.value.reason) == (place, reason)


def test_report_is_read_to_its_limits() -> None:
    report = answers_of(
        {
            "fields": {"a": "x" * 200_000, "b": 10**15 - 1, "c": -(10**15) + 1, "d": None},
            "tables": {"t": [{"row": str(n)} for n in range(1000)]},
            "indicators": [{"code": str(n)} for n in range(500)],
        }
    )

    assert {code: report.fields[code] for code in "bcd"} == {
        "b": "999999999999999",
        "c": "-999999999999999",
        "d": "",
    }
    assert (len(report.tables["t"]), len(report.indicators)) == (1000, 500)


WHOLE = Answers(
    fields={"a": "1"},
    tables={"t": (TableRow("1", {"x": "2"}, "甲村"), TableRow("2"))},
    indicators={
        "i": Answer(
            "i",
            target="3",
            outcome="4",
            weight="5",
            band="hi",
            score="6",
            reason="因",
            label="名",
            parent="h",
            unit="个",
            method="equal",
            dropped=True,
            not_applicable=True,
        ),
        "j": Answer("j"),
    },
    total="7",
    grade="优",
    explanations={"k@a": "说明"},
)
WRITTEN = {
    "fields": {"a": "1"},
    "tables": {"t": [{"row": "1", "label": "甲村", "x": "2"}, {"row": "2"}]},
    "indicators": [
        {
            "code": "i",
            "target": "3",
            "outcome": "4",
            "weight": "5",
            "band": "hi",
            "score": "6",
            "reason": "因",
            "label": "名",
            "parent": "h",
            "unit": "个",
            "method": "equal",
            "dropped": True,
            "not_applicable": True,
        },
        {"code": "j"},
    ],
    "total": "7",
    "grade": "优",
    "explanations": {"k@a": "说明"},
}


def test_report_is_written_and_read_word_for_word() -> None:
    assert as_json(WHOLE) == WRITTEN
    assert answers_of(WRITTEN) == WHOLE


@pytest.mark.parametrize("data", [{}, {"county": "x", "checks": []}])
def test_what_is_not_there_is_empty(data: dict[str, object]) -> None:
    assert answers_of(data) == Answers({}, {}, {}, "", "", {})


def test_answer_that_is_not_there_is_empty() -> None:
    assert Answers().answer("a") == Answer(
        "a", "", "", "", "", "", "", "", "", "", "", dropped=False, not_applicable=False
    )
