"""The year's flow as one table: from, to, by whom, under which condition.

Pages and actions ask it; nothing else knows which step follows which.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.utils.timezone import localtime, now

from assessment.models import CityTable, Concern, ObjectionWindow, Result, Year, YearState
from assessment.permissions import can_set_up
from lib.site_words import said

#: The steps that people see on the line; 准备 comes before the first.
STEPS = (
    YearState.ISSUED,
    YearState.SELF_CHECK,
    YearState.COLLECTING,
    YearState.REVIEW,
    YearState.FEEDBACK,
    YearState.FINALISED,
    YearState.PUBLISHED,
)


def nothing(year: Year) -> list[str]:
    """No condition."""
    return []


def every_table_issued(year: Year) -> list[str]:
    """At least one table, and all of them issued. One query."""
    issued = list(CityTable.objects.filter(year=year).values_list("city_name", "issued_at"))
    if not issued:
        return ["本年度还没有指标表；请先导入指标表。"]
    waiting = [name for name, at in issued if at is None]
    return [f"{some_cities(waiting)}的指标表尚未下达；请逐张确认规则后下达。"] if waiting else []


def every_measure_recorded(year: Year) -> list[str]:
    """Nothing is missing, nothing that was judged waits for a second person. Two queries."""
    results = Result.objects.for_year(year.number)
    reasons = []
    if missing := results.filter(value=None).count():
        reasons.append(f"还有 {missing} 项未录入；请责任处室补录，确无此事的填 0 或“否”。")
    if waiting := results.unconfirmed().count():
        reasons.append(
            f"还有 {waiting} 项酌情评定的分数待复核；请在“数据采集”里打开该格，由另一人复核。"
        )
    return reasons


def every_objection_settled(year: Year) -> list[str]:
    """No objection waits, and no city may file or appeal any more. Three queries at most."""
    open_ones = list(year.objections.open().order_by("number").values_list("number", flat=True))
    if open_ones:
        named = "、".join(f"{year.number}-{number:02d}" for number in open_ones[:5])
        more = f"等 {len(open_ones)} 件" if len(open_ones) > 5 else ""
        return [f"申诉 {named}{more}还没有办结；请在“申诉”页答复、决定，或由市州撤回。"]
    window = ObjectionWindow.objects.filter(year=year).first()
    if window and window.closes_at and (window.opens_at or now()) <= now() <= window.closes_at:
        until = localtime(window.closes_at)
        return [f"申诉期到 {until:%Y-%m-%d %H:%M} 才截止，其间市州还可以提出；请届时再审定。"]
    if window and window.has_second_stage:
        return _appeals_to_come(year, window)
    return []


def _appeals_to_come(year: Year, window: ObjectionWindow) -> list[str]:
    since = now() - timedelta(days=window.appeal_days)
    rows = year.objections.filter(state="decided", appealed_at=None, decided_at__gte=since)
    if not rows.exists():
        return []
    return [f"有 {rows.count()} 件申诉的复议申请期限未满；请届时再审定，或由考核办缩短期限。"]


def ready_to_finalise(year: Year) -> list[str]:
    """Every figure is there and every objection settled."""
    return [*every_measure_recorded(year), *every_objection_settled(year)]


@dataclass(frozen=True, slots=True)
class Transition:
    """One way from a stage to another. reasons(year): why it cannot be taken now."""

    source: YearState
    target: YearState
    label: str
    guard: Callable[[Year], list[str]] = nothing
    who: Callable[[object], bool] = can_set_up

    @property
    def said(self) -> str:
        """Return the label in the words of this site."""
        return said(self.label)

    @property
    def is_backward(self) -> bool:
        """Going back needs a reason."""
        return position(self.target) < position(self.source)


_S = YearState
TRANSITIONS = (
    Transition(_S.PREPARING, _S.ISSUED, "下达指标表", every_table_issued),
    Transition(_S.ISSUED, _S.SELF_CHECK, "开始市州自查"),
    Transition(_S.ISSUED, _S.COLLECTING, "开始处室采集", every_table_issued),
    Transition(_S.SELF_CHECK, _S.COLLECTING, "开始处室采集", every_table_issued),
    Transition(_S.COLLECTING, _S.REVIEW, "结束采集，转入复核"),
    Transition(_S.REVIEW, _S.FEEDBACK, "向市州反馈初步得分"),
    Transition(_S.FEEDBACK, _S.FINALISED, "审定", ready_to_finalise),
    Transition(_S.ISSUED, _S.PREPARING, "退回准备"),
    Transition(_S.SELF_CHECK, _S.ISSUED, "退回下达"),
    Transition(_S.COLLECTING, _S.SELF_CHECK, "退回市州自查"),
    Transition(_S.COLLECTING, _S.ISSUED, "退回下达"),
    Transition(_S.REVIEW, _S.COLLECTING, "退回处室采集"),
    Transition(_S.FEEDBACK, _S.REVIEW, "退回复核，收回初步得分"),
    Transition(_S.FINALISED, _S.FEEDBACK, "撤回审定"),
)


def position(state: str) -> int:
    """Return where a stage stands on the line; 准备 is 0."""
    return STEPS.index(state) + 1 if state in STEPS else 0


def transition(source: str, target: str) -> Transition | None:
    return next((t for t in TRANSITIONS if t.source == source and t.target == target), None)


def transitions_from(state: str, user) -> list[Transition]:
    """Return what this person may do next, forward steps first."""
    offered = [t for t in TRANSITIONS if t.source == state and t.who(user)]
    return sorted(offered, key=lambda t: t.is_backward)


def open_concerns(year: Year):
    """Concerns that keep a table of the year from being issued."""
    return (
        Concern.objects.filter(table__year=year, settled_at=None)
        .exclude(severity=Concern.Severity.NOTICE)
        .order_by("table__city__key", "pk")
    )


def as_text() -> str:
    """Return the table as lines, for people and for the test that keeps it."""
    return "\n".join(
        f"{t.source.label} → {t.target.label} | {t.label} | {t.who.__name__} | {t.guard.__name__}"
        + (" | 须写明理由" if t.is_backward else "")
        for t in TRANSITIONS
    )


def some_cities(names: Sequence[str]) -> str:
    """Return cities by name, more than five shortened."""
    shown = "、".join(names[:5])
    return said(f"{shown}等 {len(names)} 个市州") if len(names) > 5 else shown
