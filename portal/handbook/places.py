"""Where the handbook explains a page: by how the name of its address begins, and for whom."""

from dataclasses import dataclass
from urllib.parse import quote

from django.urls import reverse

from cities.models import Role
from cities.permissions import Persona
from portal.handbook.reading import anchor_of

_OFFICE, _HOUSE, _CITY, _COUNTY = "office", "assessment-office", "city", "county"
_REVIEW, _FORMS, _OVERSIGHT = "review", "forms", "audit-and-administration"
_NOTICES = "notices"
_ALL = "所有人都要知道的"
_HANDING_IN = "上报、盖章、传扫描件"
_WHO_IS_LATE = "九、谁交了、谁没交，催报和延期（考核办）"


@dataclass(frozen=True, slots=True)
class Place:
    """begins: how names of addresses begin. roles: for whom; empty for everybody."""

    begins: tuple[str, ...]
    chapter: str
    heading: str
    roles: frozenset[str] = frozenset()


def _for(*roles: str) -> frozenset[str]:
    return frozenset(roles)


#: The longest beginning counts; of equal ones the first that is for the person.
PLACES = (
    Place(("sign-in", "change-password", "confirm-password", "unified", "search", "job"), "", _ALL),
    Place(("notice",), _NOTICES, "看通知"),
    Place(("notice-settings",), _NOTICES, "选择怎样收到"),
    Place(("substitute",), _OFFICE, "离开时指定代办人"),
    Place(("overview", "readings", "trial"), _HOUSE, "五、看进度和缺项"),
    Place(("year-flow", "year-step", "step-proposal"), _HOUSE, "四、开放和结束采集"),
    Place(("year-policy",), _HOUSE, "七、计分口径"),
    Place(("year-clone", "year-origin"), _HOUSE, "一、建立年度，导入指标表"),
    Place(("indicator",), _HOUSE, "五、看进度和缺项"),
    Place(("city-table", "table"), _CITY, "看本市指标表", _for(Role.CITY)),
    Place(("city-table",), _HOUSE, "三、确认规则，下达"),
    Place(("tables-import",), _HOUSE, "一、建立年度，导入指标表"),
    Place(("table-kept", "concern", "item-rules"), _HOUSE, "二、核定问题"),
    Place(("collection", "result"), _OFFICE, "打开录入表"),
    Place(("collection-paste",), _OFFICE, "从 Excel 粘贴"),
    Place(("collection-doubts",), _OFFICE, "填什么"),
    Place(("sign-off",), _OFFICE, "完成签章"),
    Place(("column-review",), _HOUSE, "六、复核"),
    Place(("results-import",), _OFFICE, "离线填写采集表"),
    Place(("incident", "cell-incident"), _OFFICE, "事件台账"),
    Place(("evidence",), _OFFICE, "备注、佐证、历史"),
    Place(("county-sum",), _OFFICE, "县级合计"),
    Place(("item-derivation",), _CITY, "推导怎么读"),
    Place(("scorecard", "snapshot", "ranking"), _CITY, "看评分卡", _for(Role.CITY)),
    Place(("score", "snapshot", "ranking"), _HOUSE, "九、评分卡、导出和打印"),
    Place(("objection",), _CITY, "有不同意见：提出申诉", _for(Role.CITY)),
    Place(("objection",), _OFFICE, "答复申诉", _for(Role.OFFICE)),
    Place(("objection",), _HOUSE, "申诉"),
    Place(("claim",), _CITY, "申报加分", _for(Role.CITY)),
    Place(("claim",), _OFFICE, "加分申报", _for(Role.OFFICE)),
    Place(("claim",), _HOUSE, "加分申报和否决决定"),
    Place(("veto",), _OFFICE, "否决决定", _for(Role.OFFICE)),
    Place(("veto",), _CITY, "申报加分", _for(Role.CITY)),
    Place(("veto",), _HOUSE, "加分申报和否决决定"),
    Place(("exemption",), _OFFICE, "豁免", _for(Role.OFFICE)),
    Place(("exemption",), _CITY, "豁免", _for(Role.CITY)),
    Place(("exemption",), _HOUSE, "豁免"),
    Place(("year-consequences",), _HOUSE, "结果运用"),
    Place(("correction",), _CITY, "审定以后的更正", _for(Role.CITY)),
    Place(("correction",), _HOUSE, "更正"),
    Place(("sample-check",), _OFFICE, "抽查核查", _for(Role.OFFICE)),
    Place(("sample-check",), _HOUSE, "抽查核查"),
    Place(("rectification",), _CITY, "问题清单和整改", _for(Role.CITY)),
    Place(("rectification",), _HOUSE, "问题清单和整改"),
    Place(("year-disclosure",), _HOUSE, "公布范围"),
    Place(("year-paper", "paper-", "papers-", "issued-paper"), _CITY, "打印", _for(Role.CITY)),
    Place(("year-paper", "paper-", "papers-", "issued-paper"), _HOUSE, "本年文书"),
    Place(("self-check",), _CITY, "市州自查：填报本市的数"),
    Place(("self-check-submit", "self-check-receipt", "self-check-scan"), _CITY, _HANDING_IN),
    Place(("reported",), _OFFICE, "市州自报"),
    Place(("round",), _OFFICE, "调度：报送年中的数", _for(Role.OFFICE)),
    Place(("round", "pace", "alert"), _HOUSE, "调度、序时进度和预警"),
    Place(("alert",), _CITY, "预警通知单", _for(Role.CITY)),
    Place(("report-fill", "report-section"), _COUNTY, "二、逐部分填写"),
    Place(("report-findings",), _COUNTY, "三、核对结果"),
    Place(("report-workbook",), _COUNTY, "四、离线填报"),
    Place(("report-word",), _COUNTY, "已有写好的 Word 报告"),
    Place(("report-submit", "report-receipt", "report-stamped"), _COUNTY, "五、提交和回执"),
    Place(("report-extension",), _COUNTY, "七、延期"),
    Place(("attachment",), _COUNTY, "附件"),
    Place(("project", "report-project"), _COUNTY, "按项目填报的任务"),
    Place(("report-comments",), _COUNTY, "同事之间的批注"),
    Place(("report",), _COUNTY, "八、审核和公开", _for(Role.COUNTY)),
    Place(("report",), _REVIEW, "二、看一份报告"),
    Place(("reports-bulk",), _REVIEW, "七、批量办理"),
    Place(("report-publish",), _REVIEW, "十二、公开"),
    Place(("report-return",), _REVIEW, "五、退回"),
    Place(("selfeval",), _COUNTY, "一、收到任务", _for(Role.COUNTY)),
    Place(("selfeval",), _REVIEW, "一、待审核的报告"),
    Place(("selfeval-task",), _REVIEW, "八、填报任务（考核办）"),
    Place(("selfeval-missing", "selfeval-extend", "selfeval-remind"), _REVIEW, _WHO_IS_LATE),
    Place(("selfeval-rollup",), _REVIEW, "十、汇总表（按项目填报的任务）"),
    Place(("selfeval-overview",), _REVIEW, "十一、总览"),
    Place(("selfeval-form",), _FORMS, "一、一份表式的一生"),
    Place(("selfeval-form-edit",), _FORMS, "二、编辑"),
    Place(("selfeval-form-paste",), _FORMS, "从 Excel 粘贴"),
    Place(("audit",), _OVERSIGHT, "看日志"),
    Place(("audit-verify", "audit-head"), _OVERSIGHT, "核验日志"),
)  # fmt: skip

#: What to read whoever one is, where nothing else is said: by role, the first that is held.
BY_ROLE = {
    Role.ASSESSMENT_OFFICE: _HOUSE,
    Role.OFFICE: _OFFICE,
    Role.CITY: _CITY,
    Role.COUNTY: _COUNTY,
    Role.AUDITOR: _OVERSIGHT,
    Role.ADMINISTRATOR: _OVERSIGHT,
}


def place_of(url_name: str, persona: Persona) -> tuple[str, str]:
    """Return chapter and heading for a page, as this person uses it; heading "" for a whole
    chapter."""
    found = [
        (len(begin), -number, place)
        for number, place in enumerate(PLACES)
        for begin in place.begins
        if url_name.startswith(begin) and (not place.roles or place.roles & persona.roles)
    ]
    if found:
        place = max(found)[2]
        return place.chapter, place.heading
    return next((BY_ROLE[role] for role in BY_ROLE if role in persona.roles), ""), ""


def help_url(url_name: str, persona: Persona) -> str:
    """Return where the handbook explains a page."""
    code, heading = place_of(url_name, persona)
    address = reverse("handbook-chapter", args=[code]) if code else reverse("handbook")
    return f"{address}#{quote(anchor_of(heading))}" if heading else address
