"""The kinds of papers of a year: what each is called, its fields, and the words it begins with."""

from dataclasses import dataclass
from enum import StrEnum

from lib.site_words import said


class Whose(StrEnum):
    """For whom a paper is made; each has its own."""

    YEAR = "year"
    CITY = "city"
    OFFICE = "office"


@dataclass(frozen=True, slots=True)
class Words:
    """heading: above the paper. opening, closing: before and behind its figures, a line a
    paragraph. signers: who signs, a line each. number: which wording of the year, 0: ours."""

    heading: str
    opening: str = ""
    closing: str = ""
    signers: str = ""
    number: int = 0


@dataclass(frozen=True, slots=True)
class PaperKind:
    """code: in addresses and rows. fields: (name, what it stands for) beside those of all.
    is_issued: it is issued, and kept as it was. where: from where one gets it, if it is none of
    those that the page of papers makes."""

    code: str
    name: str
    about: str
    usual: Words
    fields: tuple[tuple[str, str], ...] = ()
    is_issued: bool = False
    where: str = ""

    @property
    def used_from(self) -> str:
        """Return which papers have words that were saved."""
        if self.code == COUNTY_RECEIPT:
            return "此后提交的报告，回执用它；已提交的不变"
        return "此后打印的都用它；已印发的不变"

    @property
    def all_fields(self) -> tuple[tuple[str, str], ...]:
        return (*ALWAYS, *self.fields)

    @property
    def field_names(self) -> frozenset[str]:
        return frozenset(name for name, _ in self.all_fields)


ALWAYS = (
    ("年度", "如 2017"),
    ("考核名称", "本站考核的名称"),
)
_CITY = (said("市州"), said("市州的名称"))
_NUMBER = ("快照", "成绩的状态：初步，或审定、更正的第几号")
_SCORED = (
    ("得分", "总分"),
    ("扣分", "折算前各指标扣分之和"),
    ("各部分得分", "各部分名称和得分"),
)

REASONS = "reasons"
FEEDBACK = "feedback"
MEETING = "meeting"
CIRCULAR = "circular"
SELF_REPORT = "self-report"
SELF_FILES = "self-files"
OBJECTION_FORM = "objection"
DECISION = "decision"
CORRECTION = "correction"
SCORECARD = "scorecard"
RANKING = "ranking"
RECEIPT = "self-receipt"
COUNTY_RECEIPT = "county-receipt"

_ABOVE = "{年度}年度{考核名称}"
_TABLE_SIGNERS = "填表人\n负责人"

KINDS: dict[str, PaperKind] = {
    kind.code: kind
    for kind in (
        PaperKind(
            REASONS,
            "得分及扣分理由表",
            said("处室一份：本处室采集的各指标在各市州的扣分和理由；市州一份：本市各指标的。"),
            Words(f"{_ABOVE}得分及扣分理由表", signers=_TABLE_SIGNERS),
            (("单位", said("处室或市州的名称")), _NUMBER),
        ),
        PaperKind(
            FEEDBACK,
            "初步结果反馈函",
            said("反馈初步得分时发给各市州：得分、逐项扣分和理由、申诉期限。"),
            Words(
                f"关于反馈{_ABOVE}初步结果的函",
                said(
                    "经数据采集和复核，现将{年度}年度{考核名称}初步结果反馈你单位："
                    "初步得分{得分}分（{各部分得分}）。各项得分、扣分及理由见附件。\n"
                    "初步得分尚未审定，经申诉、复核有改动的，以审定结果为准。"
                ),
                "请逐项核对。对记录或扣分有异议的，请在申诉期内（{申诉期}）"
                "用本单位账号从评分卡提出申诉，写明理由并附证明材料；逾期不能提出。\n"
                "责任处室在收到申诉后{答复天数}日内答复，由考核办决定。{复议}",
                "考核办",
            ),
            (
                _CITY,
                *_SCORED,
                ("申诉期", "从何时到何时，按“申诉期”的设定"),
                ("答复天数", "处室答复申诉的期限"),
                ("复议", "有复议的，写明申请期限；没有的为一句“本年度不设复议。”"),
            ),
            is_issued=True,
        ),
        PaperKind(
            MEETING,
            "上会表",
            "提交审定：排名、各部分和各处室得分、加分、否决、等次、申诉及其改动。",
            Words(
                f"{_ABOVE}结果审定表",
                said(
                    "提请审定{年度}年度{考核名称}结果：考核{市州数}个市州，平均{平均分}分；"
                    "收到申诉{申诉件数}件，其中{改动件数}件改动了得分或记录。"
                ),
                signers="考核办负责人\n分管领导\n审定意见",
            ),
            (
                (said("市州数"), said("考核了多少个市州")),
                ("平均分", "总分的平均"),
                ("申诉件数", "没有撤回的申诉"),
                ("改动件数", "因申诉改了得分或记录的"),
                _NUMBER,
            ),
            is_issued=True,
        ),
        PaperKind(
            CIRCULAR,
            "通报",
            "公布时印发：主送、抄送取自“公布范围”，附排名和等次。",
            Words(
                f"关于{_ABOVE}结果的通报",
                said(
                    "{年度}年度{考核名称}已经结束。经{审定机构}于{审定日期}审定，"
                    "现将{市州数}个市州的考核结果予以通报（见附件）。"
                ),
                "请各单位对照扣分原因认真整改。",
                "考核办",
            ),
            (
                (said("市州数"), said("考核了多少个市州")),
                ("审定机构", "审定时登记的"),
                ("审定日期", "审定时登记的"),
                ("批复文号", "审定时登记的会议纪要或批复文号"),
                ("公布日期", "公布时登记的"),
                _NUMBER,
            ),
            is_issued=True,
        ),
        PaperKind(
            SELF_REPORT,
            "自查报告",
            said("市州自查的报告和考核表。"),
            Words(
                said("{年度}年度{市州}{考核名称}自查报告"),
                closing=said(
                    "自评得分由本市州自报的数按考核办下达的规则计算，只供参考，不作为考核结果。"
                ),
                signers=said("市州（盖章）\n负责人\n填报人"),
            ),
            (_CITY,),
            where="self-checks",
        ),
        PaperKind(
            SELF_FILES,
            "自查佐证材料目录",
            said("市州自查的佐证材料清单。"),
            Words(
                said("{年度}年度{市州}{考核名称}自查佐证材料目录"),
                signers=said("市州（盖章）\n填报人"),
            ),
            (_CITY,),
            where="self-checks",
        ),
        PaperKind(
            OBJECTION_FORM,
            "申诉表",
            said("市州的申诉和处室的答复。"),
            Words(f"{_ABOVE}申诉表", signers=said("市州（盖章）\n责任处室（盖章）")),
            (_CITY,),
            where="objections",
        ),
        PaperKind(
            DECISION,
            "复核决定",
            said("申诉、复议决定了什么，发给提出的市州。"),
            Words(f"{_ABOVE}申诉复核决定", signers="考核办（盖章）\n决定人"),
            (_CITY,),
            where="objections",
        ),
        PaperKind(
            CORRECTION,
            "更正通知",
            said("审定以后更正了什么，发给该市州。"),
            Words(
                f"{_ABOVE}更正通知",
                "经复核，{年度}年度考核结果（{原快照}）中你单位的下列{更正对象}有误，现予更正。",
                "更正后的评分卡为{新快照}，校验码 {校验码}；此前发出的{原快照}评分卡由它代替。",
                "考核办（盖章）",
            ),
            (
                _CITY,
                ("原快照", "被更正的，如 审定 第1号"),
                ("新快照", "更正后的，如 更正 第2号"),
                ("校验码", "新评分卡的校验码"),
                ("更正对象", "更正的是什么：记录、规则或复核决定"),
            ),
            where="corrections",
        ),
        PaperKind(
            SCORECARD,
            "评分卡",
            said("市州一份：得分、名次、逐项扣分和推导。审定以后的用审定当时的用语。"),
            Words("{表名}评分卡", signers="考核办（盖章）\n复核\n经办"),
            (("表名", said("指标表的名称，如 2017年度长沙市移民工作绩效考核")), _CITY),
            where="scorecards",
        ),
        PaperKind(
            RANKING,
            "排名",
            said("各市州的名次、得分构成和各指标得分。审定以后的用审定当时的用语。"),
            Words(said("{年度}年度市州{考核名称}排名")),
            where="scorecards",
        ),
        PaperKind(
            RECEIPT,
            "自查回执",
            said("市州上报自查以后收到的回执。"),
            Words(
                f"{_ABOVE}自查上报回执",
                closing="上列自查已由系统收到，并按上报时的内容保存。",
            ),
            (_CITY,),
            where="self-checks",
        ),
        PaperKind(
            COUNTY_RECEIPT,
            said("县市区自评回执"),
            said("县市区提交绩效自评报告以后收到的回执。"),
            Words(
                said("县市区绩效自评报告提交回执"),
                closing=(
                    "上列自评报告已由系统收到并按提交时的内容保存。如需更正，请在审核前撤回，"
                    "或由审核单位退回后重新提交；重新提交另发回执。"
                ),
            ),
            (("填报单位", said("县市区的名称，前面有所属市州")),),
            where="selfeval",
        ),
    )
}  # fmt: skip
#: Those that the page of papers makes itself.
OWN = (REASONS, FEEDBACK, MEETING, CIRCULAR)
