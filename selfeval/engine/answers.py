"""What a county entered: raw words by cell, and its reading from and to JSON.

The JSON is the export's: {"fields": {code: words}, "tables": {code: [{"row", column:
words}]}, "indicators": [{"code", "target", "outcome", …, "own": {column: words}}], "total",
"grade"}. A growing row is named by any key of its own («1», «2»…); a fixed row by its code.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from typing import Any

from selfeval.engine.addresses import parts_of
from selfeval.engine.errors import WrongAnswers

MAX_ROWS = 1000
MAX_ANSWERS = 500
MAX_WORDS = 200_000


@dataclass(frozen=True, slots=True)
class TableRow:
    """row: the fixed row's code, «total», or a growing row's key. label: where open."""

    row: str
    cells: Mapping[str, str] = field(default_factory=dict)
    label: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """What was entered for an indicator, or for the group that has the weight.

    band: code of the qualitative level. weight: where the filer gives it. label: the
    name as filed, if it is not the form's. parent, method: of an indicator that the county
    added; unit: of one too, or where it has a column. sign: where it has a column. own: what
    stands in the office's own columns, by their codes. dropped: the county left it out as the
    form allows. not_applicable: it does not apply this year (an outcome «不适用» says the same).
    """

    code: str
    target: str = ""
    outcome: str = ""
    weight: str = ""
    band: str = ""
    score: str = ""
    reason: str = ""
    label: str = ""
    parent: str = ""
    unit: str = ""
    method: str = ""
    dropped: bool = False
    not_applicable: bool = False
    sign: str = ""
    own: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Answers:
    """explanations: what was answered to findings, by Finding.key."""

    fields: Mapping[str, str] = field(default_factory=dict)
    tables: Mapping[str, tuple[TableRow, ...]] = field(default_factory=dict)
    indicators: Mapping[str, Answer] = field(default_factory=dict)
    total: str = ""
    grade: str = ""
    explanations: Mapping[str, str] = field(default_factory=dict)

    def answer(self, code: str) -> Answer:
        return self.indicators.get(code) or Answer(code)


def answers_of(data: object) -> Answers:
    """Return JSON data as answers. Raises WrongAnswers naming the first wrong place.

    Keys it does not know (county, checks, proposed…) are left aside: they belong to the
    export's frame or are derived. Codes that the form has not are found by check().
    """
    frame = _mapping(data, "自评表")
    tables = _mapping(frame.get("tables", {}), "tables")
    return Answers(
        fields=_words_by_code(frame.get("fields", {}), "fields"),
        tables={code: _rows(rows, f"表“{code}”") for code, rows in tables.items()},
        indicators=_answers(frame.get("indicators", [])),
        total=_words(frame.get("total"), "total"),
        grade=_words(frame.get("grade"), "grade"),
        explanations=_words_by_code(frame.get("explanations", {}), "explanations"),
    )


def as_json(answers: Answers) -> dict[str, Any]:
    """Return report as the JSON that answers_of reads back to an equal one."""
    return {
        "fields": dict(answers.fields),
        "tables": {code: [_row_json(row) for row in rows] for code, rows in answers.tables.items()},
        "indicators": [_answer_json(answer) for answer in answers.indicators.values()],
        "total": answers.total,
        "grade": answers.grade,
        "explanations": dict(answers.explanations),
    }


def _row_json(row: TableRow) -> dict[str, str]:
    return {"row": row.row} | ({"label": row.label} if row.label else {}) | dict(row.cells)


def _answer_json(answer: Answer) -> dict[str, Any]:
    entries = {item.name: getattr(answer, item.name) for item in fields(Answer)}
    entries["own"] = dict(answer.own)
    return {name: value for name, value in entries.items() if value or name == "code"}


def _rows(data: object, place: str) -> tuple[TableRow, ...]:
    rows = tuple(
        _row(item, f"{place}第 {index} 行")
        for index, item in enumerate(_list(data, place, MAX_ROWS), start=1)
    )
    _refuse_repeated((row.row for row in rows), place)
    return rows


def _row(data: object, place: str) -> TableRow:
    cells = _words_by_code(data, place)
    row = cells.pop("row", "")
    if not row or "." in row:
        raise WrongAnswers(place, "缺少行的编码 row")
    return TableRow(row, label=cells.pop("label", ""), cells=cells)


def _answers(data: object) -> dict[str, Answer]:
    answers = [
        _answer(item, f"第 {index} 个指标")
        for index, item in enumerate(_list(data, "indicators", MAX_ANSWERS), start=1)
    ]
    _refuse_repeated((answer.code for answer in answers), "indicators")
    return {answer.code: answer for answer in answers}


def _answer(data: object, place: str) -> Answer:
    entry = _mapping(data, place)
    flags = {"dropped", "not_applicable"}
    words = {item.name for item in fields(Answer)} - flags - {"own"}
    values: dict[str, Any] = {name: _words(entry.get(name), f"{place} {name}") for name in words}
    if not values["code"] or "." in values["code"]:
        raise WrongAnswers(place, "缺少指标编码 code，或编码中有点号")
    for name in flags:
        value = entry.get(name, False)
        if not isinstance(value, bool):
            raise WrongAnswers(f"{place} {name}", "应为 true 或 false")
        values[name] = value
    own = _words_by_code(entry.get("own", {}), f"{place} own")
    if any(len(parts_of(code)) > 1 for code in own):
        raise WrongAnswers(f"{place} own", "栏目编码中有点号")
    return Answer(**values, own={code: text for code, text in own.items() if text})


def _refuse_repeated(codes: Iterable[str], place: str) -> None:
    seen: set[str] = set()
    for code in codes:
        if code in seen:
            raise WrongAnswers(place, f"“{code}”出现两次")
        seen.add(code)


def _words_by_code(data: object, place: str) -> dict[str, str]:
    entries = _mapping(data, place)
    return {code: _words(value, f"{place} {code}") for code, value in entries.items()}


def _words(value: object, place: str) -> str:
    """Return an entry as words. A whole number of JSON is taken; a float is not exact."""
    if value is None:
        return ""
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) < 10**15:
        return str(value)
    if not isinstance(value, str):
        raise WrongAnswers(place, "应为文字（数字也写在引号内）")
    if len(value) > MAX_WORDS:
        raise WrongAnswers(place, f"超过 {MAX_WORDS} 个字符")
    return value


def _mapping(value: object, place: str) -> Mapping[str, Any]:
    if not isinstance(value, Mapping) or not all(isinstance(key, str) for key in value):
        raise WrongAnswers(place, "应为一组“名称：内容”")
    return value


def _list(value: object, place: str, limit: int) -> list[Any]:
    if not isinstance(value, list):
        raise WrongAnswers(place, "应为列表")
    if len(value) > limit:
        raise WrongAnswers(place, f"超过 {limit} 行")
    return value
