"""Whether a snapshot's scores are what its own rules and records give."""

import json
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from assessment.engine.errors import EngineError
from assessment.engine.snapshot.canonical import WrongSnapshot, checksum_of, read, sealed
from assessment.engine.snapshot.nouns import Told
from assessment.engine.snapshot.scores import told_score
from assessment.engine.snapshot.shape import check_shape
from assessment.engine.snapshot.versions import scoring_of
from assessment.engine.year import UnitScore

#: What each figure is called, and how it is told from a list what stands within it.
_LABELS = {
    "total": "总分",
    "rank": "名次",
    "complete": "是否录全",
    "missing": "未录入的测量项",
    "bonus_raw": "加分合计",
    "bonus": "计入总分的加分",
    "grade": "等次",
    "grade_reached": "按总分的等次",
    "group": "组别",
    "group_rank": "组内名次",
    "group_units": "组内单位数",
    "available": "可得分",
    "earned": "各指标得分合计",
    "score": "得分",
    "recorded": "是否录全",
    "deduction": "扣分",
    "set_by": "定分的规则",
    "raw": "扣分合计",
    "capped": "是否封顶",
    "shortfall": "缺额",
    "steps": "档数",
    "becomes": "定为",
    "bonus_line": "加分",
    "vetoes": "是否否决",
    "places": "在各单位中的名次",
}
_WITHIN = {
    "sections": ("sections", "部分"),
    "items": ("items", "指标"),
    "components": ("components", "要点"),
    "lines": ("rules", "规则"),
}


class Mismatch(NamedTuple):
    """where: unit, section, item, component, rule, figure. str() is a sentence."""

    where: tuple[str, ...]
    stored: str
    recomputed: str

    def __str__(self) -> str:
        return f"{' '.join(self.where)}：快照为 {self.stored}，重算为 {self.recomputed}。"


def checked(data: bytes) -> Told:
    """Return the snapshot that the bytes are. Raises WrongSnapshot: no snapshot of this program,
    or not whole. Nothing is recomputed."""
    snapshot = read(data)
    check_shape(snapshot)
    return snapshot


def recompute(snapshot: Told) -> list[Mismatch]:
    """Return where its scores are not what comes out of its own rules and records, the
    innermost first of each unit.

    snapshot: of the right shape. Raises WrongSnapshot where it cannot be scored at all, and
    where the scores hold but something else was changed.
    """
    found = list(score_differences(snapshot, rescored(snapshot)))
    if not found and checksum_of(snapshot) != snapshot["checksum"]:
        raise WrongSnapshot(
            "得分重算一致，但文件的其他内容与其校验和不符：原文、记录或审定事项被改动过；"
            "请用系统导出的原文件。"
        )
    return found


def recomputed(snapshot: Told) -> Told:
    """Return the snapshot with its scores made anew."""
    return sealed({**snapshot, "scores": rescored(snapshot)})


def rescored(snapshot: Told) -> list[Told]:
    """Return its scores anew, by the arithmetic of its version. Raises WrongSnapshot."""
    scored = score_units(snapshot)
    return [
        told_score(unit["key"], own) for unit, own in zip(snapshot["units"], scored, strict=True)
    ]


def score_units(snapshot: Told) -> list[UnitScore]:
    """Return what its units score by the arithmetic of its version. Raises WrongSnapshot."""
    score = scoring_of(snapshot["engine_version"])
    try:
        return score(snapshot)
    except EngineError as error:
        raise WrongSnapshot(f"快照无法重算：{error}") from error
    except ArithmeticError as error:
        raise WrongSnapshot("快照里有数值过大，无法重算；请用系统导出的原文件。") from error


def score_differences(snapshot: Told, again: Sequence[Told]) -> Iterator[Mismatch]:
    """Yield where other scores of the same units are not those of the snapshot, the innermost
    first of each unit. again: in the order of the snapshot's units."""
    for unit, stored, anew in zip(snapshot["units"], snapshot["scores"], again, strict=True):
        yield from _within(stored, anew, told=unit, where=(unit["name"],))


def _within(stored: Told, anew: Told, *, told: Told, where: tuple[str, ...]) -> Iterator[Mismatch]:
    """told: the unit, section, item or component that both are the scores of."""
    for key, (parts, word) in _WITHIN.items():
        if key not in anew:
            continue
        if len(stored[key]) != len(anew[key]):
            counts = (f"{len(scores[key])} 个" for scores in (stored, anew))
            yield Mismatch((*where, f"{word}个数"), *counts)
            continue
        for number, (one, other) in enumerate(zip(stored[key], anew[key], strict=True)):
            part = told[parts][number]
            named = (*where, _named(word, number, part))
            yield from _within(one, other, told=part, where=named)
    is_line = "steps" in anew
    for key in (key for key in _LABELS if key in anew):
        if stored[key] != anew[key]:
            label = _LABELS["bonus_line" if is_line and key == "bonus" else key]
            yield Mismatch((*where, label), _shown(stored[key]), _shown(anew[key]))


def _named(word: str, number: int, part: Told) -> str:
    if word in ("要点", "规则"):
        return f"{word} {number + 1}"
    return f"“{part['name']}”"


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    if value is None:
        return "空"
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
