"""The addresses of what a county writes: reading, writing, and which there are.

    those of engine.addresses, and explain:CODE@PLACE

Pure: over the engine's answers, which are never changed but made anew.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from lib.numerals import without_unseen
from selfeval.engine.addresses import address_of, aspect_of, owner_of, parts_of, row_at
from selfeval.engine.answers import MAX_ANSWERS, MAX_WORDS, Answer, Answers, TableRow, as_json
from selfeval.engine.cells import ROW_LABEL, FormCell
from selfeval.engine.laid import Laid
from selfeval.engine.names import Index
from selfeval.engine.tree import OPEN_METHODS
from selfeval.engine.types import Form
from selfeval.permissions import EXPLAIN

YES = "是"
WORD_ASPECTS = (
    "target", "outcome", "weight", "band", "score", "reason", "label", "unit", "method", "sign",
)  # fmt: skip
FLAG_ASPECTS = ("not_applicable", "dropped")
LONGEST_ADDRESS = 200
_EXPLANATION = re.compile(r"explain:[a-z][a-z0-9_]{0,39}@[a-z0-9_.]{0,140}", re.ASCII)
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_OPEN_METHODS = {method.value for method in OPEN_METHODS}


def clean_words(words: str) -> str:
    """Return what was typed as it is kept: one kind of line end, no sign of control, no space
    around it. What shows nothing at all was not typed."""
    kept = _CONTROL.sub("", words.replace("\r\n", "\n").replace("\r", "\n")).strip()
    return kept if without_unseen(kept).strip() else ""


def words_at(answers: Answers, address: str) -> str:
    """Return what the report says at an address; an empty string if nothing."""
    if address.startswith(EXPLAIN):
        return answers.explanations.get(address.removeprefix(EXPLAIN), "")
    match parts_of(address):
        case ["total"]:
            return answers.total
        case ["grade"]:
            return answers.grade
        case [code]:
            return answers.fields.get(code, "")
        case [code, aspect]:
            return _in_answer(answers.answer(code), aspect)
        case [table, key, column]:
            row = row_of(answers, table, key)
            return "" if row is None else _in_row(row, column)
    return ""


def all_words(entered: Answers) -> dict[str, str]:
    """Return everything a report says by address, flags, explanations and bare rows included."""
    data = as_json(entered)
    words = dict(data["fields"])
    for code, rows in data["tables"].items():
        for row in rows:
            key = row.pop("row")
            words[address_of(code, key)] = "增加"
            words |= {address_of(code, key, column): text for column, text in row.items()}
    for answer in data["indicators"]:
        code = answer.pop("code")
        answer |= answer.pop("own", {})
        told = {aspect: YES if value is True else value for aspect, value in answer.items()}
        words |= {address_of(code, aspect): value for aspect, value in told.items()}
    words |= {f"{EXPLAIN}{key}": text for key, text in data["explanations"].items()}
    words |= {"total": data["total"], "grade": data["grade"]}
    return {address: text for address, text in words.items() if text}


def write_words(answers: Answers, address: str, words: str) -> Answers:
    """Return the report with words at an address; empty words leave nothing there.

    The address is one that Writable allows; a row that is not there yet is made.
    """
    if address.startswith(EXPLAIN):
        key = address.removeprefix(EXPLAIN)
        return replace(answers, explanations=_with(answers.explanations, key, words))
    match parts_of(address):
        case ["total"]:
            return replace(answers, total=words)
        case ["grade"]:
            return replace(answers, grade=words)
        case [code]:
            return replace(answers, fields=_with(answers.fields, code, words))
        case [code, aspect]:
            return with_answer(answers, _put_in_answer(answers.answer(code), aspect, words))
        case [table, key, column]:
            row = row_of(answers, table, key) or TableRow(key)
            return with_row(answers, table, _put_in_row(row, column, words))
    raise ValueError(address)


def row_of(answers: Answers, table: str, key: str) -> TableRow | None:
    return next((row for row in answers.tables.get(table, ()) if row.row == key), None)


def with_row(answers: Answers, table: str, row: TableRow) -> Answers:
    """Return the report with a row put in the place of the one of its key, or last."""
    rows = answers.tables.get(table, ())
    if any(held.row == row.row for held in rows):
        rows = tuple(row if held.row == row.row else held for held in rows)
    else:
        rows = (*rows, row)
    return replace(answers, tables={**answers.tables, table: rows})


def without_row(answers: Answers, table: str, key: str) -> Answers:
    rows = tuple(row for row in answers.tables.get(table, ()) if row.row != key)
    tables = {**answers.tables, table: rows}
    return replace(answers, tables={code: held for code, held in tables.items() if held})


def with_answer(answers: Answers, answer: Answer) -> Answers:
    """Return the report with an indicator's answer; an answer that says nothing is left out."""
    indicators = {**answers.indicators, answer.code: answer}
    if answer == Answer(answer.code):
        del indicators[answer.code]
    return replace(answers, indicators=indicators)


def without_answer(answers: Answers, code: str) -> Answers:
    kept = {key: answer for key, answer in answers.indicators.items() if key != code}
    return replace(answers, indicators=kept)


def blank_answers(form: Form) -> Answers:
    """Return a report with nothing in it but the growing rows that the form asks for."""
    tables = {
        table.code: tuple(TableRow(str(n + 1)) for n in range(table.growing.minimum))
        for table in Index.of(form).tables.values()
        if table.growing is not None and table.growing.minimum
    }
    return Answers(tables=tables)


def tidy(answers: Answers) -> Answers:
    """Return a report from elsewhere as ours are: clean words, nothing that says nothing."""
    indicators = [_tidy_answer(answer) for answer in answers.indicators.values()]
    tables = {code: tuple(map(_tidy_row, rows)) for code, rows in answers.tables.items() if rows}
    return Answers(
        fields=_tidy_words(answers.fields),
        tables=tables,
        indicators={answer.code: answer for answer in indicators if answer != Answer(answer.code)},
        total=clean_words(answers.total),
        grade=clean_words(answers.grade),
        explanations=_tidy_words(answers.explanations),
    )


def next_number(used: Iterable[str]) -> int:
    """Return the number after the largest of those that are numbers."""
    return max((int(key) for key in used if key.isascii() and key.isdigit()), default=0) + 1


@dataclass(frozen=True, slots=True)
class Writable:
    """What a county may write into a report as it stands."""

    laid: Laid

    def why_not(self, address: str, words: str) -> str:
        """Return why words cannot be written at an address, or an empty string."""
        if len(words) > MAX_WORDS:
            return f"内容超过 {MAX_WORDS} 个字符，请精简后再填"
        if len(address) > LONGEST_ADDRESS:
            return "没有这一格"
        if address.startswith(EXPLAIN):
            return self._why_not_explanation(address)
        cell = self.laid.cell_by_address.get(address)
        if cell is not None:
            return _why_not_cell(cell, words)
        if self._is_row_label(address):
            return ""
        return self._why_not_aspect(address, words)

    def _why_not_explanation(self, address: str) -> str:
        known = self.laid.answers.explanations
        if not _EXPLANATION.fullmatch(address):
            return "没有这一条核对结果"
        is_new = address.removeprefix(EXPLAIN) not in known
        return "说明条数过多" if is_new and len(known) >= MAX_ANSWERS else ""

    def _is_row_label(self, address: str) -> bool:
        code, key = row_at(address) or ("", "")
        table = self.laid.index.tables.get(code)
        if table is None or aspect_of(address) != ROW_LABEL:
            return False
        if any(row.code == key and row.open_label for row in table.rows):
            return True
        fixed = {row.code for row in table.rows}
        is_grown = key not in fixed and row_of(self.laid.answers, code, key) is not None
        return is_grown and bool(table.row_label)

    def _why_not_aspect(self, address: str, words: str) -> str:
        """Judge what is said of an indicator beside its cells: applies or not, name, unit."""
        code, aspect = owner_of(address), aspect_of(address)
        place = self.laid.node_by_code.get(code)
        if place is None:
            return "没有这一格，或所在的行已被删除；请刷新页面"
        if aspect in FLAG_ASPECTS:
            if words not in ("", YES):
                return f"请填“{YES}”或留空"
            is_fixed = aspect == "dropped" and not place.node.may_drop
            return "表式不允许删去这项指标" if is_fixed else ""
        if aspect == "label":
            is_open = place.added or bool(self.laid.answers.answer(code).label)
            return "" if is_open else "指标名称由表式规定"
        if aspect in ("unit", "method"):
            if not place.added:
                return "单位和计分方法由表式规定"
            is_unknown = aspect == "method" and words and words not in _OPEN_METHODS
            return "没有这种计分方法" if is_unknown else ""
        return "没有这一格，或该项已删去；请刷新页面"


def _why_not_cell(cell: FormCell, words: str) -> str:
    if cell.fixed:
        return f"{cell.label}由表式给定，不能修改"
    if cell.is_computed and words:
        return f"{cell.label}由系统计算，不需填写"
    return ""


def _tidy_words(words: Mapping[str, str]) -> dict[str, str]:
    cleaned = {clean_words(code): clean_words(text) for code, text in words.items()}
    return {code: text for code, text in cleaned.items() if text}


def _tidy_row(row: TableRow) -> TableRow:
    return TableRow(clean_words(row.row), _tidy_words(row.cells), clean_words(row.label))


def _tidy_answer(answer: Answer) -> Answer:
    words = {name: clean_words(getattr(answer, name)) for name in (*WORD_ASPECTS, "parent")}
    own = _tidy_words(answer.own)
    return replace(answer, code=clean_words(answer.code), own=own, **words)


def _with(mapping: Mapping[str, str], key: str, words: str) -> dict[str, str]:
    kept = {**mapping, key: words}
    if not words:
        del kept[key]
    return kept


def _in_answer(answer: Answer, aspect: str) -> str:
    if aspect in FLAG_ASPECTS:
        return YES if getattr(answer, aspect) else ""
    if aspect in WORD_ASPECTS:
        words: str = getattr(answer, aspect)
        return words
    return answer.own.get(aspect, "")


def _in_row(row: TableRow, column: str) -> str:
    return row.label if column == ROW_LABEL else row.cells.get(column, "")


def _put_in_answer(answer: Answer, aspect: str, words: str) -> Answer:
    if aspect in FLAG_ASPECTS:
        return replace(answer, **{aspect: words == YES})
    if aspect in (*WORD_ASPECTS, "parent"):
        return replace(answer, **{aspect: words})
    return replace(answer, own=_with(answer.own, aspect, words))


def _put_in_row(row: TableRow, column: str, words: str) -> TableRow:
    if column == ROW_LABEL:
        return replace(row, label=words)
    return replace(row, cells=_with(row.cells, column, words))
