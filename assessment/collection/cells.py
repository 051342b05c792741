"""A cell on its way between browser and rows: what was typed, what is answered."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal

from django.utils import timezone

from assessment.collection.judging import waiting_words
from assessment.collection.plausibility import doubts
from assessment.collection.shown import moment, shown_value
from assessment.collection.values import as_shown
from assessment.engine.judging import Bounds
from assessment.loading import LoadedMeasure
from assessment.loading.item import measure_of
from assessment.models import Result
from assessment.self_check.beside import ReportedBeside
from lib.wording import who
from trust.wire import UNREADABLE, WrongRequest, read_json

MOST_CELLS = 3000
LONGEST_TEXT = 200


@dataclass(frozen=True, slots=True)
class TypedCell:
    """What a person typed into a cell. version: what he saw. ticked None: not a matter of ticks."""

    result_id: int
    text: str
    version: int
    ticked: tuple[str, ...] | None = None


def read_cell(body: bytes, result_id: int) -> TypedCell:
    """Return the one cell of a request's body. Raises WrongRequest."""
    return _typed(read_json(body), result_id)


def read_block(body: bytes) -> tuple[list[TypedCell], bool]:
    """Return the cells of a request's body, and whether only a preview is asked for.

    Raises WrongRequest.
    """
    told = read_json(body)
    cells = told.get("cells")
    if not isinstance(cells, list) or not cells:
        raise WrongRequest("没有收到要写入的单元格，请重新粘贴；未保存任何内容。")
    if len(cells) > MOST_CELLS:
        raise WrongRequest(
            f"一次最多写入 {MOST_CELLS} 格，这次有 {len(cells)} 格；请分几次粘贴，"
            "或使用“导入”。未保存任何内容。"
        )
    if not all(isinstance(cell, dict) for cell in cells):
        raise WrongRequest(UNREADABLE)
    typed = [_typed(cell, cell.get("id")) for cell in cells]
    if len({cell.result_id for cell in typed}) != len(cells):
        raise WrongRequest("同一单元格出现了两次，请重新粘贴；未保存任何内容。")
    return typed, told.get("preview") is True


def cell_json(
    measure: LoadedMeasure,
    by: str = "",
    last: Decimal | None = None,
    *,
    apart: str = "",
    reported: ReportedBeside | None = None,
) -> dict:
    """Return a loaded cell as the page's script takes it.

    by: who recorded, where not loaded. last: last year's value of the measure. apart: that
    the register of incidents says another number. reported: what its city handed in for it.
    """
    record, kind = measure.record, measure.engine.kind
    return {
        "id": record.result_id,
        "text": as_shown(record.value, kind),
        "shown": shown_value(record.value, kind),
        "version": record.version,
        "ticked": list(record.ticked),
        "by": by or who(record.recorded_as, record.recorded_by),
        "at": moment(record.recorded_at),
        "remark": bool(record.remark),
        "doubts": [
            *waiting_words(measure),
            *doubts(measure.engine, record.value, last, bounds=measure.bounds),
            *filter(None, [apart, reported.doubt if reported else ""]),
        ],
        "reported": reported.as_json() if reported else None,
    }


def result_json(
    result: Result,
    last: Decimal | None = None,
    bounds: Bounds | None = None,
    *,
    apart: str = "",
    reported: ReportedBeside | None = None,
) -> dict:
    """Return a result row the same way. One query for the name of who recorded, if not joined.

    bounds: within which it is judged. apart, reported: as of cell_json.
    """
    by = who(result.recorded_as, str(result.recorded_by or ""))
    measure = replace(measure_of(result.measure, result), bounds=bounds)
    return cell_json(measure, by, last, apart=apart, reported=reported)


def clock() -> str:
    return f"{timezone.localtime():%H:%M:%S}"


def by_result(measures: Iterable[LoadedMeasure]) -> dict[int, LoadedMeasure]:
    return {measure.record.result_id: measure for measure in measures}


def _typed(told: dict, result_id: object) -> TypedCell:
    text, version, ticked = told.get("text"), told.get("version"), told.get("ticked")
    is_whole = all(type(number) is int and 0 <= number < 2**53 for number in (version, result_id))
    is_list = ticked is None or (
        isinstance(ticked, list) and all(isinstance(name, str) for name in ticked)
    )
    if not (is_whole and is_list and isinstance(text, str)):
        raise WrongRequest("收到的内容不完整，请刷新页面后重试；未保存任何内容。")
    if len(text) > LONGEST_TEXT:
        raise WrongRequest(f"填写的内容超过 {LONGEST_TEXT} 个字，不是一个数值；未保存任何内容。")
    return TypedCell(result_id, text, version, None if ticked is None else tuple(ticked))
