"""问题清单 and 整改报告 of a city, as PDF and Word: what is to be put right; what was done."""

from collections.abc import Mapping, Sequence
from datetime import date

from assessment.models import Rectification, RectificationMessage, RectificationState, Year
from assessment.rectification.listing import judged_last, late_told
from assessment.self_check.paper import PaperTable, SelfCheckPaper
from lib.site_words import said, site_words
from trust import log
from trust.files import safe_name

LIST = ("编号", "来源", "问题", "整改要求", "整改期限", "责任单位、责任人", "状态")
LIST_WIDTHS = (19, 26, 62, 50, 24, 26, 18)
REPORT = ("编号", "问题", "整改要求", "整改期限", "整改措施和完成情况", "佐证材料", "核查意见")
REPORT_WIDTHS = (19, 45, 36, 22, 49, 28, 26)
_K = RectificationMessage.Kind


def list_of(year: Year, rows: Sequence[Rectification], today: date) -> SelfCheckPaper:
    """Return what the city is to put right, withdrawn ones left out. One query."""
    lines = tuple(
        (
            row.shown_number,
            "\n".join(filter(None, (row.get_source_display(), row.origin))),
            row.problem,
            row.demand,
            f"{row.due_on:%Y-%m-%d}",
            row.responsible,
            "\n".join(filter(None, (row.get_state_display(), late_told(row, today)))),
        )
        for row in rows
    )
    table = PaperTable("", LIST, LIST_WIDTHS, lines, middle=frozenset({0, 4, 6}))
    notes = ("请按期限整改，报送整改情况和佐证材料；核查属实的予以销号。",)
    return _paper(year, rows, table, kind="问题清单", notes=notes, signers=("考核办（盖章）",))


def report_of(year: Year, rows: Sequence[Rectification], today: date) -> SelfCheckPaper:
    """Return what the city did about it, with its proofs. One query; messages and files must be
    loaded."""
    lines = tuple(
        (
            row.shown_number,
            row.problem,
            row.demand,
            "\n".join(filter(None, (f"{row.due_on:%Y-%m-%d}", late_told(row, today)))),
            _answered(row),
            "\n".join(_files(row)),
            _judged(row),
        )
        for row in rows
    )
    table = PaperTable("", REPORT, REPORT_WIDTHS, lines, middle=frozenset({0, 3}))
    left = sum(row.state in (_S.ISSUED, _S.RETURNED) for row in rows)
    notes = (f"还有 {left} 个问题没有报送整改情况。",) if left else ()
    signers = (said("市州（盖章）"), "负责人", "填报人")
    return _paper(year, rows, table, kind="整改报告", notes=notes, signers=signers)


_S = RectificationState


def _answered(row: Rectification) -> str:
    told = [m for m in row.messages.all() if m.kind == _K.ANSWER]
    return told[-1].text if told else "尚未报送"


def _files(row: Rectification) -> list[str]:
    return [file.name for m in row.messages.all() if m.kind == _K.ANSWER for file in m.files.all()]


def _judged(row: Rectification) -> str:
    state = row.get_state_display()
    said_last = judged_last(row) if row.state in (_S.CLOSED, _S.RETURNED) else ""
    return "\n".join(filter(None, (state, said_last)))


def _paper(
    year: Year, rows: Sequence[Rectification], table: PaperTable, *, kind: str, notes, signers
) -> SelfCheckPaper:
    city = rows[0].city_name
    own = Rectification.objects.filter(pk__in=[row.pk for row in rows])
    return SelfCheckPaper(
        name=safe_name(f"{year}{city}{kind}"),
        title=f"{year}{city}{site_words().assessment}{kind}",
        number=f"（共 {len(rows)} 个问题）",
        facts=((said("市州"), city),),
        tables=(table,),
        notes=tuple(notes),
        signers=signers,
        digest=log.last_change(log.entries_on(Rectification, own)),
        is_wide=True,
    )


#: What is printed, by its name in addresses: how it is made, what the log calls the download.
PAPERS: Mapping[str, tuple] = {
    "list": (list_of, "下载问题清单"),
    "report": (report_of, "下载整改报告"),
}
