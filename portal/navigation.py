"""The left column as data: what is offered to whom, and under which URL name."""

from dataclasses import dataclass

from cities.models import Role
from lib.site_words import said

AT_MOST = 7

_PROVINCE = frozenset({Role.ASSESSMENT_OFFICE, Role.OFFICE, Role.AUDITOR})
_CITY = frozenset({Role.CITY})


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the column. roles None: everybody.

    by_year, by_city: the URL takes the year, the key of the person's own city.
    once_released: shown from the day on which the year's scores are.
    holds: how names of addresses begin that lie under it though their path does not.
    """

    label: str
    url_name: str
    icon: str
    roles: frozenset[str] | None = None
    by_year: bool = False
    by_city: bool = False
    once_released: bool = False
    holds: tuple[str, ...] = ()

    def is_for(self, roles: frozenset[str]) -> bool:
        return self.roles is None or bool(self.roles & roles)


_COLLECTING = (
    "incident", "sign-off", "self-check", "reported", "round", "pace", "alert", "sample-check",
)  # fmt: skip
_SCORED = (
    "objection", "snapshot", "trial", "rectification", "year-paper", "paper", "issued-paper",
    "veto", "exemption",
)  # fmt: skip
_OF_THE_PROVINCE = (*_SCORED, "claim", "year-consequences")

ENTRIES = (
    Entry("工作台", "home", "home"),
    Entry("年度总览", "overview", "overview", _PROVINCE, by_year=True),
    Entry("数据采集", "collection", "collect", _PROVINCE, by_year=True, holds=_COLLECTING),
    Entry("指标表", "city-tables", "table", _PROVINCE | _CITY, by_year=True),
    Entry("评分卡", "scorecards", "card", _PROVINCE, by_year=True, holds=_OF_THE_PROVINCE),
    Entry(
        said("市州自查"), "self-checks", "collect", _CITY, by_year=True, holds=("claim", "alert")
    ),
    Entry(said("县级自评"), "selfeval", "check", _PROVINCE | _CITY),
    Entry("自评填报", "selfeval", "collect", frozenset({Role.COUNTY})),
    Entry("审计日志", "audit-log", "log", frozenset({Role.AUDITOR})),
    Entry("指标分析", "indicators", "indicator", _PROVINCE, by_year=True),
    Entry(
        said("本市评分卡"),
        "scorecard",
        "card",
        _CITY,
        by_year=True,
        by_city=True,
        once_released=True,
        holds=("incident", *_SCORED),
    ),
    Entry("申诉", "objections", "note", _CITY, by_year=True, once_released=True),
    Entry("问题清单", "rectifications", "check", _CITY, by_year=True),
    Entry("Excel 导入", "results-import", "upload", frozenset({Role.OFFICE}), by_year=True),
    Entry("口径比较", "readings", "readings", frozenset({Role.ASSESSMENT_OFFICE}), by_year=True),
    Entry("系统设置", "admin:index", "settings", frozenset({Role.ADMINISTRATOR})),
)

#: What stands in the menu under the person's name.
PERSON_ENTRIES = (
    Entry("系统设置", "admin:index", "settings", frozenset({Role.ASSESSMENT_OFFICE})),
    Entry("代办", "substitutes", "person", frozenset({Role.ASSESSMENT_OFFICE, Role.OFFICE})),
    Entry("通知设置", "notice-settings", "bell"),
    Entry("修改密码", "change-password", "key"),
)
