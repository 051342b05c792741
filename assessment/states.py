"""The year's flow as one table: from, to, by whom, under which condition.

Pages and actions ask it; nothing else knows which step follows which.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from assessment.flow import missing
from assessment.flow.missing import Lack
from assessment.models import Year, YearState
from assessment.models.disclosures import parts_told
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


#: What is recorded with a step, by the name in StepProposal.details.
DETAILS = {
    "body": "审定机构",
    "decided_on": "审定日期",
    "document": "会议纪要或批复文号",
    "published_on": "公布日期",
    "circular": "通报名称、文号",
    "main_to": "主送",
    "copy_to": "抄送",
    "page": "公开网页",
}
_DECISION = ("body", "decided_on", "document")
_CIRCULAR = ("published_on", "circular", "main_to")
#: What the page without an account shows, by the names of Disclosure.Part with spaces between.
PAGE = "page"


@dataclass(frozen=True, slots=True)
class Transition:
    """One way from a stage to another. guard(year): what is missing for it. by_two: one person
    proposes it, another confirms; proves: the password is asked for again; details: what is
    recorded with it, of DETAILS; optional: what may be."""

    source: YearState
    target: YearState
    label: str
    guard: Callable[[Year], list[Lack]] = missing.nothing
    who: Callable[[object], bool] = can_set_up
    by_two: bool = False
    proves: bool = False
    details: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()

    @property
    def said(self) -> str:
        """Return the label in the words of this site."""
        return said(self.label)

    @property
    def is_backward(self) -> bool:
        """Going back needs a reason."""
        return position(self.target) < position(self.source)

    @property
    def stays(self) -> bool:
        """Whether something is made up for while the year stays where it is."""
        return self.source == self.target

    @property
    def freezes(self) -> bool:
        return self.stays or (self.target == YearState.FINALISED and not self.is_backward)

    @property
    def publishes(self) -> bool:
        return self.target == YearState.PUBLISHED and not self.stays


_S = YearState
TRANSITIONS = (
    Transition(_S.PREPARING, _S.ISSUED, "下达指标表", missing.every_table_issued),
    Transition(_S.ISSUED, _S.SELF_CHECK, "开始市州自查"),
    Transition(_S.ISSUED, _S.COLLECTING, "开始处室采集", missing.every_table_issued),
    Transition(_S.SELF_CHECK, _S.COLLECTING, "开始处室采集", missing.every_city_handed_in),
    Transition(_S.COLLECTING, _S.REVIEW, "结束采集，转入复核", missing.every_column_signed),
    Transition(_S.REVIEW, _S.FEEDBACK, "向市州反馈初步得分", missing.every_column_reviewed),
    Transition(
        _S.FEEDBACK, _S.FINALISED, "审定", missing.ready_to_finalise,
        by_two=True, details=_DECISION,
    ),
    Transition(
        _S.FINALISED, _S.PUBLISHED, "公布", missing.no_correction_waits,
        proves=True, details=_CIRCULAR, optional=("copy_to", PAGE),
    ),
    Transition(
        _S.FINALISED, _S.FINALISED, "补形成快照", missing.no_snapshot_yet,
        by_two=True, details=_DECISION,
    ),
    Transition(
        _S.PUBLISHED, _S.PUBLISHED, "补形成快照", missing.no_snapshot_yet,
        by_two=True, details=_DECISION,
    ),
    Transition(_S.ISSUED, _S.PREPARING, "退回准备"),
    Transition(_S.SELF_CHECK, _S.ISSUED, "退回下达"),
    Transition(_S.COLLECTING, _S.SELF_CHECK, "退回市州自查"),
    Transition(_S.COLLECTING, _S.ISSUED, "退回下达"),
    Transition(_S.REVIEW, _S.COLLECTING, "退回处室采集"),
    Transition(_S.FEEDBACK, _S.REVIEW, "退回复核，收回初步得分", by_two=True),
    Transition(_S.FINALISED, _S.FEEDBACK, "撤回审定", by_two=True),
    Transition(_S.PUBLISHED, _S.FINALISED, "撤回公布", by_two=True),
)  # fmt: skip


def position(state: str) -> int:
    """Return where a stage stands on the line; 准备 is 0."""
    return STEPS.index(state) + 1 if state in STEPS else 0


def transition(source: str, target: str) -> Transition | None:
    return next((t for t in TRANSITIONS if t.source == source and t.target == target), None)


def transitions_from(state: str, user) -> list[Transition]:
    """Return what this person may do next, forward steps first."""
    offered = [t for t in TRANSITIONS if t.source == state and t.who(user)]
    return sorted(offered, key=lambda t: t.is_backward)


def forward_from(year: Year, user) -> list[tuple[Transition, list[Lack]]]:
    """Return the steps forward that this person may take, each with what is missing for it; what
    is made up for only where it is wanting. The queries of their guards."""
    found = [(step, step.guard(year)) for step in transitions_from(year.state, user)]
    return [
        (step, lacks)
        for step, lacks in found
        if not step.is_backward and not (step.stays and lacks)
    ]


def as_text() -> str:
    """Return the table as lines, for people and for the test that keeps it."""
    return "\n".join(
        f"{t.source.label} → {t.target.label} | {t.label} | {t.who.__name__} | {t.guard.__name__}"
        + (" | 须写明理由" if t.is_backward else "")
        + (" | 须另一人确认" if t.by_two else "")
        + (" | 须重新输入密码" if t.proves else "")
        + (f" | 须填{'、'.join(DETAILS[name] for name in t.details)}" if t.details else "")
        + (f" | 可填{'、'.join(DETAILS[name] for name in t.optional)}" if t.optional else "")
        for t in TRANSITIONS
    )


def grounds_told(details: Mapping[str, str]) -> list[tuple[str, str]]:
    """Return what was recorded with a step, each by its name, in one order: a database may keep
    keys in another."""
    held = [(name, label) for name, label in DETAILS.items() if name in details]
    told = [
        (label, parts_told(details[name].split()) if name == PAGE else details[name])
        for name, label in held
    ]
    return [(label, words) for label, words in told if words]
