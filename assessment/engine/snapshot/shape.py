"""What has to stand in a snapshot: every key, and of which kind each value is.

Format 2 is format 1 with what few years use beside it (SINCE_2); a year that uses none of it is
written in format 1, to the byte as before.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from assessment.engine.snapshot.canonical import WrongSnapshot
from assessment.engine.types import Light, MeasureKind, Pooling, RuleKind, StepReading
from lib.numerals import plain

FORMAT = "assessment-snapshot"
#: Those that are read; format_version_of says which one a snapshot is written in.
FORMAT_VERSIONS = (1, 2)
KINDS = ("审定", "更正")

#: Looks at a value; at: where it stands. Raises WrongSnapshot.
Check = Callable[[Any, str], None]
Keys = Mapping[str, Check]

_DECIMAL = re.compile(r"-?\d{1,40}(?:\.\d{1,40})?", re.ASCII)
_DIGEST = re.compile(r"[0-9a-f]{64}", re.ASCII)


def check_shape(snapshot: dict[str, Any]) -> None:
    """Raise WrongSnapshot where something is missing, too much or of another kind."""
    if snapshot.get("format") != FORMAT:
        raise WrongSnapshot("文件不是年度快照；请用系统导出的快照文件。")
    version = snapshot.get("format_version")
    if isinstance(version, bool) or version not in FORMAT_VERSIONS:
        raise WrongSnapshot(
            f"快照格式为第 {str(version)[:20]} 版，本程序只认得"
            f"第 {'、'.join(map(str, FORMAT_VERSIONS))} 版；请用新版程序核验。"
        )
    _SNAPSHOT(snapshot, "")
    if version != format_version_of(snapshot):
        raise WrongSnapshot("快照的格式版本与内容不符；没有核验。")
    keys = [unit["key"] for unit in snapshot["units"]]
    if len(set(keys)) < len(keys):
        raise WrongSnapshot("快照里有单位列了两次；没有核验。")
    if keys != [score["unit"] for score in snapshot["scores"]]:
        raise WrongSnapshot("快照的得分（scores）与单位（units）不是一一对应；没有核验。")


def format_version_of(snapshot: Mapping[str, Any]) -> int:
    """Return the format that what a snapshot says is written in. It needs policy and units."""
    components = [
        component
        for unit in snapshot["units"]
        for section in unit["sections"]
        for item in section["items"]
        for component in item["components"]
    ]
    measures = [measure for component in components for measure in component["measures"]]
    parts = [snapshot, *snapshot["policy"]["grades"], *components, *measures]
    return 2 if any(key in part for part in parts for key in SINCE_2) else 1


# --- Kinds of values ------------------------------------------------------------------------------


def _wrong(at: str, wanted: str) -> WrongSnapshot:
    return WrongSnapshot(f"快照的“{at[:200]}”应为{wanted}；没有核验。")


def text(value: Any, at: str) -> None:
    if not isinstance(value, str):
        raise _wrong(at, "文字")


def _said(value: Any, at: str) -> None:
    text(value, at)
    if not value:
        raise _wrong(at, "文字，不能为空")


def whole(value: Any, at: str) -> None:
    if not isinstance(value, int) or isinstance(value, bool):
        raise _wrong(at, "整数")


def flag(value: Any, at: str) -> None:
    if not isinstance(value, bool):
        raise _wrong(at, "是或否（true、false）")


def decimal(value: Any, at: str) -> None:
    """Of each number one form is right: 1.50 and -0 are none."""
    text(value, at)
    if not _DECIMAL.fullmatch(value) or plain(Decimal(value)) != value:
        raise _wrong(at, "准确的小数（如 12.5）")


def _day(value: Any, at: str) -> None:
    text(value, at)
    try:
        date.fromisoformat(value)
    except ValueError:
        raise _wrong(at, "日期（如 2018-03-01）") from None


def _moment(value: Any, at: str) -> None:
    text(value, at)
    try:
        found = datetime.fromisoformat(value)
    except ValueError:
        raise _wrong(at, "时间") from None
    if found.tzinfo is None:
        raise _wrong(at, "带时区的时间")


def _digest(value: Any, at: str) -> None:
    text(value, at)
    if not _DIGEST.fullmatch(value):
        raise _wrong(at, "SHA-256 摘要")


def _anything(value: Any, at: str) -> None:
    """What rooms beside the scores lay in: nothing is computed from it."""


def _maybe(check: Check) -> Check:
    def checking(value: Any, at: str) -> None:
        if value is not None:
            check(value, at)

    return checking


def _one_of(choices: Iterable[str]) -> Check:
    allowed = tuple(map(str, choices))

    def checking(value: Any, at: str) -> None:
        text(value, at)
        if value not in allowed:
            raise _wrong(at, f"{'、'.join(allowed)}之一")

    return checking


def _listed(check: Check) -> Check:
    def checking(value: Any, at: str) -> None:
        if not isinstance(value, list):
            raise _wrong(at, "列表")
        for number, one in enumerate(value):
            check(one, f"{at}[{number}]")

    return checking


def _keyed(*, may_have: Keys | None = None, **checks: Check) -> Check:
    """may_have: keys that stand only where something is said by them."""
    further = may_have or {}

    def checking(value: Any, at: str) -> None:
        if not isinstance(value, dict):
            raise _wrong(at, "对象")
        within = f"{at}." if at else ""
        for key in sorted(checks.keys() ^ (value.keys() - further.keys())):
            what = "缺少" if key in checks else "多出"
            raise WrongSnapshot(f"快照{what}“{within}{key}”；没有核验。")
        for key, check in checks.items():
            check(value[key], f"{within}{key}")
        for key in sorted(further.keys() & value.keys()):
            further[key](value[key], f"{within}{key}")

    return checking


# --- The shape ------------------------------------------------------------------------------------

_TEXTS = _listed(text)
_BY_HAND = _maybe(_keyed(by=text, at=_maybe(_moment), reason=text))

_FOREMOST: Keys = {"first": decimal, "is_share": flag}
_EXEMPT: Keys = {"exempt": _said}
_LIT: Keys = {"lights": _listed(_keyed(light=_one_of(Light), told=text))}
_ENTAILED: Keys = {"consequences": _listed(_keyed(grade=text, text=text))}
SINCE_2 = (*_FOREMOST, *_EXEMPT, *_LIT, *_ENTAILED)

_GRADE = _keyed(name=text, least=decimal, quota=_maybe(decimal), is_best=flag, may_have=_FOREMOST)
_POLICY = _keyed(
    step_reading=_one_of(StepReading),
    pooling=_one_of(Pooling),
    cap_components=flag,
    counts_bonus=flag,
    bonus_cap=_maybe(decimal),
    grades=_listed(_GRADE),
    applies_vetoes=flag,
    groups=_listed(_keyed(name=text, units=_TEXTS)),
)
_RECORD = _keyed(
    version=whole,
    value=_maybe(decimal),
    ticked=_TEXTS,
    remark=text,
    recorded_by=text,
    recorded_as=text,
    recorded_at=_maybe(_moment),
    confirmed_as=text,
    confirmed_at=_maybe(_moment),
    evidence=_listed(_keyed(name=text, sha256=_digest)),
    county_sources=_listed(
        _keyed(told=text, total=decimal, unit=text, parts=_anything, missing=_TEXTS)
    ),
)
_MEASURE = _keyed(
    may_have=_LIT,
    code=text,
    key=text,
    name=text,
    stored_name=text,
    kind=_one_of(MeasureKind),
    unit=text,
    target=_maybe(decimal),
    places=_TEXTS,
    by_hand=_BY_HAND,
    record=_RECORD,
)
_BAND = _keyed(
    above=_maybe(decimal),
    is_above_included=flag,
    below=_maybe(decimal),
    is_below_included=flag,
    points=decimal,
)
_RULE = _keyed(
    kind=_one_of(RuleKind),
    measures=_TEXTS,
    step=_maybe(decimal),
    deduction=decimal,
    least=_maybe(decimal),
    cap=_maybe(decimal),
    target=_maybe(decimal),
    bands=_listed(_BAND),
    condition=text,
    clause=text,
    start=whole,
    end=whole,
    pattern=text,
    by_hand=_BY_HAND,
)
_COMPONENT = _keyed(
    may_have=_EXEMPT,
    number=whole,
    points=decimal,
    cap=_maybe(decimal),
    start=whole,
    end=whole,
    by_hand=_BY_HAND,
    measures=_listed(_MEASURE),
    rules=_listed(_RULE),
)
_ITEM = _keyed(
    indicator=whole,
    name=text,
    text=text,
    text_heads=_TEXTS,
    points=decimal,
    offices_text=text,
    offices=_TEXTS,
    unsettled=_TEXTS,
    components=_listed(_COMPONENT),
)
_SECTION = _keyed(number=text, name=text, heading=text, full=decimal, items=_listed(_ITEM))
_UNIT = _keyed(
    key=text,
    name=text,
    title=text,
    notes=_TEXTS,
    text_heads=_TEXTS,
    issued=flag,
    sections=_listed(_SECTION),
)

_LINE = _keyed(
    shortfall=decimal,
    steps=decimal,
    deduction=decimal,
    capped=flag,
    missing=flag,
    becomes=_maybe(decimal),
    earned=decimal,
    bonus=decimal,
    vetoes=flag,
    places=_listed(_maybe(_listed(whole))),
)
_COMPONENT_SCORE = _keyed(
    raw=decimal,
    deduction=decimal,
    capped=flag,
    recorded=flag,
    set_by=_maybe(whole),
    lines=_listed(_LINE),
)
_ITEM_SCORE = _keyed(
    deduction=decimal,
    score=decimal,
    recorded=flag,
    set_by=_maybe(_listed(whole)),
    components=_listed(_COMPONENT_SCORE),
)
_SECTION_SCORE = _keyed(
    available=decimal, earned=decimal, score=decimal, recorded=flag, items=_listed(_ITEM_SCORE)
)
_SCORE = _keyed(
    unit=text,
    total=decimal,
    rank=whole,
    complete=flag,
    missing=_TEXTS,
    bonus_raw=_maybe(decimal),
    bonus=_maybe(decimal),
    grade=_maybe(text),
    grade_reached=_maybe(text),
    group=_maybe(text),
    group_rank=_maybe(whole),
    group_units=_maybe(whole),
    sections=_listed(_SECTION_SCORE),
)

_SNAPSHOT = _keyed(
    may_have=_ENTAILED,
    format=text,
    format_version=whole,
    product_version=text,
    engine_version=text,
    year=whole,
    number=whole,
    kind=_one_of(KINDS),
    reason=text,
    frozen_at=_moment,
    decision=_keyed(body=text, decided_on=_maybe(_day), document=text),
    proposed_by=text,
    confirmed_by=text,
    policy=_POLICY,
    units=_listed(_UNIT),
    objections=_listed(_anything),
    incidents=_listed(_anything),
    scores=_listed(_SCORE),
    checksum=_digest,
)
