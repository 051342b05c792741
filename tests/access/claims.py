"""Claims of the access tests: 长沙's is filed, 株洲's a draft."""

from datetime import date

from django.utils import timezone

from assessment.models import BonusClaim, CityTable, Exemption, Item, Measure, Result, VetoDecision
from cities.models import Account
from tests import factories as make
from trust import files

#: In 长沙's claim, its course and its document: as an objection's.
CLAIM_TOKEN = "加分密语甲辰巳"
#: In 株洲's draft: for 株洲 alone.
UNFILED_TOKEN = "加分密语乙午未"
#: In 长沙's veto that is proposed: for the province alone.
VETO_TOKEN = "否决密语申酉戌"
#: In 长沙's exemption that is proposed, and in its document: the same.
EXEMPTION_TOKEN = "豁免密语亥子丑"
CLAIM_READERS = {
    CLAIM_TOKEN: {"assessment_office", "office", "city", "auditor"},
    UNFILED_TOKEN: {"other_city"},
    VETO_TOKEN: {"assessment_office", "office", "other_office", "auditor"},
    EXEMPTION_TOKEN: {"assessment_office", "office", "other_office", "auditor"},
}


def make_claims(people, table: CityTable, other: CityTable) -> dict[str, object]:
    """Return what addresses name of them."""
    measure = _bonus(table)
    claim = _claim(table, measure, people["city"], CLAIM_TOKEN, number=1)
    _claim(other, measure, people["other_city"], UNFILED_TOKEN, number=2)
    BonusClaim.objects.filter(pk=claim.pk).update(state="filed", filed_at=timezone.now())
    claim.events.create(what="申报", text=CLAIM_TOKEN, done_by=people["city"], done_as="长沙市")
    _veto(table, measure, people["assessment_office"])
    _exemption(table, measure, people["assessment_office"])
    return {
        "claim_file": claim.files.get().pk, "claim_code": measure.code,
        "claim_rule": measure.rules.get().pk,
    }  # fmt: skip


def _bonus(table: CityTable) -> Measure:
    component = Item.objects.get(section__table=table, name="移民培训").components.get()
    measure = make.make_measure(component, "获得表彰", "次数", "次")
    make.make_rule(component, "bonus_each", "1", [measure], "1", "每获1次表彰加1分")
    Result.objects.filter(measure=measure).update(value=0, version=1)
    return measure


def _veto(table: CityTable, bonus: Measure, person: Account) -> None:
    accident = make.make_measure(bonus.component, "发生重大事故", "是否")
    make.make_rule(bonus.component, "veto", "0", [accident], None, "发生重大事故的一票否决")
    Result.objects.filter(measure=accident).update(value=0, version=1)
    VetoDecision.objects.create(
        year=table.year, number=1, city=table.city, city_name=table.city_name,
        indicator=bonus.component.item.indicator, item_name="移民培训", code=accident.code,
        rule_kind="veto", clause="发生重大事故的一票否决", document=VETO_TOKEN,
        ground=VETO_TOKEN, proposed_by=person, proposed_as="考核办",
    )  # fmt: skip


def _exemption(table: CityTable, bonus: Measure, person: Account) -> None:
    Exemption.objects.create(
        year=table.year, number=1, city=table.city, city_name=table.city_name,
        indicator=bonus.component.item.indicator, item_name="移民培训", points=9,
        words="移民培训，计9分。", cause="force_majeure", plea=EXEMPTION_TOKEN,
        document=EXEMPTION_TOKEN, file=files.store(EXEMPTION_TOKEN.encode()),
        file_name=f"{EXEMPTION_TOKEN}.txt", proposed_by=person, proposed_as="考核办",
    )  # fmt: skip


def _claim(
    table: CityTable, measure: Measure, person: Account, token: str, *, number: int
) -> BonusClaim:
    claim = BonusClaim.objects.create(
        year=table.year, number=number, city=table.city, city_name=table.city_name,
        indicator=measure.component.item.indicator, item_name="移民培训", code=measure.code,
        measure_name=measure.name, clause="每获1次表彰加1分", kind="award", title=token,
        level="国家级", happened_on=date(2017, 6, 1), issuer=token, amount=1, points=1,
        written_by=person,
    )  # fmt: skip
    claim.files.create(file=files.store(token.encode()), name=f"{token}.txt", added_by=person)
    return claim
