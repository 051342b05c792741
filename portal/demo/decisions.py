"""Claims in every state, vetoes and exemptions that wait and that hold, while offices collect.

All of it is invented. The tables have what it rests on from portal.demo.bonus_rules.
"""

import io
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils import timezone
from docx import Document

from assessment.claims import actions as claiming
from assessment.claims.actions import ClaimEntry
from assessment.claims.deciding import Verdict, decide_claim, return_claim
from assessment.claims.rules import claimables_of
from assessment.exemptions.actions import Plea, answer_exemption, propose_exemption
from assessment.exemptions.subjects import Exemptable, exemptables, leaves_something, table_of
from assessment.models import BonusClaim, CityTable, ClaimState, Exemption
from assessment.vetoes.actions import Ground, answer_veto, propose_veto
from assessment.vetoes.rules import vetoables_of
from portal.demo.bonus_rules import BREACH, HONOUR, bonus_item, two_tables
from portal.demo.sites import DemoSite
from portal.demo.stages import as_person
from trust import files

S = ClaimState


@dataclass(frozen=True)
class Honour:
    """What is claimed, by which document, how often, and how far the claim comes."""

    state: ClaimState
    kind: BonusClaim.Kind
    title: str
    issuer: str
    number: str
    words: str
    on: tuple[int, int]
    amount: int = 1


K = BonusClaim.Kind
HONOURS = (
    Honour(
        S.ACCEPTED, K.AWARD, "全省先进集体", issuer="省水利厅",
        number="湘水发〔{year}〕12号",
        words="年度工作总结会上授予，奖牌照片附后。", on=(3, 18),
    ),
    Honour(
        S.PARTLY, K.MODEL, "“一户一档”经验在全省推广", issuer="省水利厅",
        number="湘水办函〔{year}〕41号",
        words="现场会推广一次，简报转发一次。", on=(4, 22), amount=2,
    ),
    Honour(
        S.REJECTED, K.OTHER, "承办片区座谈会", issuer="市水利局",
        number="会议通知",
        words="承办片区座谈会，印发会议纪要。", on=(5, 9),
    ),
    Honour(
        S.RETURNED, K.ADOPTION, "调研报告获省领导批示", issuer="省政府办公厅",
        number="湘政办阅〔{year}〕7号",
        words="批示件按规定不附，附收文登记。", on=(6, 3),
    ),
    Honour(
        S.FILED, K.TRIAL, "列入省级美丽家园试点", issuer="省水利厅",
        number="湘水函〔{year}〕88号",
        words="试点名单第6项。", on=(6, 27),
    ),
    Honour(
        S.WITHDRAWN, K.AWARD, "信息报送先进单位", issuer="省水利厅办公室",
        number="湘水办〔{year}〕15号",
        words="与其他申报不是同一事项。", on=(2, 26),
    ),
    Honour(
        S.DRAFT, K.MODEL, "培训做法被省级媒体报道", issuer="省级媒体",
        number="",
        words="报道截图待补。", on=(7, 15),
    ),
)  # fmt: skip
RETURN_FOR = "请补充收文登记的复印件，写明批示时间。"
#: What the office decides: how much it accepts, None for nothing, and why.
VERDICTS = {
    S.ACCEPTED: (1, "文件和奖牌照片相符，予以采纳。"),
    S.PARTLY: (1, "现场会推广属实；简报转发不属于推广，不计。"),
    S.REJECTED: (None, "会议由市级印发通知，不属于省级以上表彰、推广。"),
}
VETO_GROUND = "审计查明挪用专项资金用于办公支出12万元，已移送处理。"
VETO_ANSWER = "已核对审计决定书，属实。"
PLEA = "7月暴雨引发山体滑坡，项目区道路中断，年内无法施工。"


def load_decisions(site: DemoSite) -> None:
    """Claim, decide, bar and exempt in the year that the site names; it stands at 处室采集."""
    own, other = two_tables(site)
    city, office = as_person(site.unit[0], site.unit[1]), _office(own)
    for honour in HONOURS:
        _lead(_written(own, honour, city), honour.state, city=city, office=office)
    _bar(own, agrees=False)
    _bar(other, agrees=True)
    for at, table in enumerate((other, own)):
        found = _exempt(table)
        if at == 0:
            answer_exemption(
                exemption=found, agrees=True, answer="已核对应急部门证明，同意。",
                version=found.version, **as_person("kaohe2"),
            )  # fmt: skip


def _office(table: CityTable) -> dict:
    unit = bonus_item(table).offices.order_by("order")[0]
    return as_person(unit.code, unit.name)


def _written(table: CityTable, honour: Honour, city: dict) -> BonusClaim:
    year = table.year.number
    [claimable] = [
        c for c in claimables_of(table.year, table.city_id) if c.measure.engine.name == HONOUR
    ]
    entry = ClaimEntry(
        kind=honour.kind, title=honour.title, level=claimable.levels[0],
        happened_on=date(year, *honour.on), issuer=honour.issuer, amount=Decimal(honour.amount),
        document_number=honour.number.format(year=year), words=honour.words,
    )  # fmt: skip
    claim = claiming.write_claim(
        table=table, claimable=claimable, entry=entry, now=timezone.now(), **city
    )
    claiming.lay_files(claim=claim, files=[_proof(honour.title)], **city)
    return claim


def _lead(claim: BonusClaim, state: ClaimState, *, city: dict, office: dict) -> None:
    """Take a draft as far as it shall come."""
    if state == S.DRAFT:
        return
    claim = claiming.file_claim(
        claim=claim, version=claim.version, text="", now=timezone.now(), **city
    )
    if state == S.WITHDRAWN:
        claiming.withdraw_claim(claim=claim, version=claim.version, text="材料有误。", **city)
    elif state == S.RETURNED:
        return_claim(claim=claim, version=claim.version, text=RETURN_FOR, **office)
    elif state in VERDICTS:
        amount, reason = VERDICTS[state]
        verdict = Verdict(None if amount is None else Decimal(amount), reason)
        decide_claim(claim=claim, verdict=verdict, version=claim.version, **office)


def _bar(table: CityTable, *, agrees: bool) -> None:
    """Propose a veto; where it is agreed to, another person confirms it."""
    [vetoable] = [
        v for v in vetoables_of(table.year, table.city_id) if v.measure.engine.name == BREACH
    ]
    ground = Ground(VETO_GROUND, document=f"审计决定〔{table.year.number}〕3号")
    made = propose_veto(table=table, vetoable=vetoable, ground=ground, **as_person("kaohe"))
    if agrees:
        answer_veto(
            decision=made, agrees=True, answer=VETO_ANSWER, version=made.version,
            **as_person("kaohe2"),
        )  # fmt: skip


def _exempt(table: CityTable) -> Exemption:
    plea = Plea(
        Exemption.Cause.FORCE_MAJEURE, PLEA, f"应急局证明〔{table.year.number}〕21号",
        _proof("受灾情况证明"),
    )  # fmt: skip
    return propose_exemption(table=table, subject=_subject(table), plea=plea, **as_person("kaohe"))


def _subject(table: CityTable) -> Exemptable:
    """Return the first indicator that its section can do without."""
    loaded = table_of(table.year, table.city_id)
    assert loaded is not None
    found = (each for each in exemptables(loaded) if each.number is None)
    return next(each for each in found if leaves_something(loaded, each))


def _proof(title: str) -> tuple[files.StoredFile, str]:
    """Return a document that says what it stands for, with its name."""
    paper, data = Document(), io.BytesIO()
    paper.add_heading(title)
    paper.add_paragraph("演示材料，内容为虚构。")
    paper.save(data)
    return files.store(data.getvalue()), f"{title}.docx"
