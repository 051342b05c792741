"""Of what a year's people are told, as their settings name it."""

from cities.models import Role
from trust.notices.kinds import NoticeKind

_PROVINCE = frozenset({Role.ASSESSMENT_OFFICE, Role.OFFICE})
_WITH_CITIES = _PROVINCE | {Role.CITY}

OPENED = "assessment.opened"
DUE = "assessment.due"
SELF_CHECK = "assessment.self_check"
RETURNED = "assessment.returned"
RELEASED = "assessment.released"
CLAIM = "assessment.claim"
CLAIM_DECIDED = "assessment.claim_decided"
VETO = "assessment.veto"
EXEMPTION = "assessment.exemption"
OBJECTION = "assessment.objection"
DECISION = "assessment.decision"
CORRECTION = "assessment.correction"
SAMPLE_CHECK = "assessment.sample_check"
RECTIFICATION = "assessment.rectification"
RECTIFICATION_DUE = "assessment.rectification_due"
PROPOSAL = "assessment.proposal"
FINAL = "assessment.final"
ROUND = "assessment.round"
ALERT = "assessment.alert"

KINDS = {
    OPENED: NoticeKind("指标表下达，自查、采集、复核开始", roles=_WITH_CITIES),
    DUE: NoticeKind("考核各步临近截止", roles=_WITH_CITIES),
    SELF_CHECK: NoticeKind("市州自查的上报和撤回", roles=frozenset({Role.ASSESSMENT_OFFICE})),
    ROUND: NoticeKind("调度的开展和重新开放", roles=_PROVINCE),
    ALERT: NoticeKind("预警通知单", is_duty=True, roles=frozenset({Role.CITY})),
    RETURNED: NoticeKind("退回办理", is_duty=True, roles=_WITH_CITIES),
    CLAIM: NoticeKind("加分申报的提出和撤回", roles=frozenset({Role.OFFICE})),
    CLAIM_DECIDED: NoticeKind("加分申报的退回和决定", is_duty=True, roles=frozenset({Role.CITY})),
    VETO: NoticeKind("否决决定", is_duty=True, roles=_WITH_CITIES),
    EXEMPTION: NoticeKind("豁免", is_duty=True, roles=_WITH_CITIES),
    RELEASED: NoticeKind("得分的反馈和收回", roles=frozenset({Role.CITY})),
    OBJECTION: NoticeKind("申诉的提出、答复和往来", roles=_WITH_CITIES),
    DECISION: NoticeKind("申诉的决定", is_duty=True, roles=_WITH_CITIES),
    CORRECTION: NoticeKind("数据更正", is_duty=True, roles=frozenset({Role.OFFICE, Role.CITY})),
    SAMPLE_CHECK: NoticeKind("抽查核查的抽样", roles=_PROVINCE),
    RECTIFICATION: NoticeKind(
        "问题清单的下发、报送、退回和销号",
        is_duty=True,
        roles=frozenset({Role.ASSESSMENT_OFFICE, Role.CITY}),
    ),
    RECTIFICATION_DUE: NoticeKind(
        "整改期限临近", roles=frozenset({Role.ASSESSMENT_OFFICE, Role.CITY})
    ),
    PROPOSAL: NoticeKind(
        "须由两人办理的提议", is_duty=True, roles=frozenset({Role.ASSESSMENT_OFFICE})
    ),
    FINAL: NoticeKind("审定、公布及其撤回", roles=_WITH_CITIES),
}
