"""A year at every stage, to look at without having led one there: the demo's year goes on until it
is published and corrected; those after it are made like it, each a stage behind the one before."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from django.utils import timezone

from assessment.corrections.actions import Wanted, confirm_correction, propose_correction
from assessment.corrections.effect import effect_on as corrected
from assessment.corrections.effect import footing_of
from assessment.corrections.subjects import figure_of
from assessment.flow.columns import columns_of
from assessment.flow.proposing import confirm_step
from assessment.flow.reviewing import review_column
from assessment.flow.signing import sign_off
from assessment.models import (
    Disclosure,
    Objection,
    ObjectionState,
    ObjectionWindow,
    Outcome,
    StepProposal,
    Year,
    YearState,
)
from assessment.next_year.actions import clone_year
from assessment.objections.actions import Claim, answer_objection, file_objection
from assessment.objections.deciding import Ruling, decide_objection, effect_on
from assessment.objections.subjects import Subject, subjects_of
from assessment.objections.window import save_window
from assessment.scores.standing import CityStanding, standings_of
from cities.models import Office
from portal.demo import stages
from portal.demo.bonus_rules import give_bonuses
from portal.demo.checks import settle_checks
from portal.demo.decisions import load_decisions
from portal.demo.sites import DemoSite
from portal.demo.stages import as_person
from trust import log

#: Where each year stands, the demo's own first.
STAGES = (
    YearState.PUBLISHED,
    YearState.FINALISED,
    YearState.FEEDBACK,
    YearState.REVIEW,
    YearState.COLLECTING,
    YearState.SELF_CHECK,
    YearState.ISSUED,
    YearState.PREPARING,
)
DAYS_TO_OBJECT = 10
#: What may be objected to and corrected by one figure: what was done of what was to be done.
QUANTITY = "数量"


def load_years(site: DemoSite) -> None:
    """Lead the site's year, which stands at 处室采集, and those made like it each to its stage."""
    years = [replace(site, year=site.year + ahead) for ahead in range(len(STAGES))]
    for year in years[1:]:
        clone_year(source=site.year, target=year.year, **as_person("kaohe"))
    for year, stage in zip(years, STAGES, strict=True):
        if stage == YearState.COLLECTING:
            give_bonuses(year)
        for step in _steps_to(stage, is_begun=year is years[0]):
            step(year)
    _correct(site)


def _steps_to(stage: YearState, *, is_begun: bool) -> Iterator:
    """Yield what is done in a year until it stands at a stage. is_begun: its figures are there."""
    way = (
        (YearState.ISSUED, stages.issue_tables),
        (YearState.SELF_CHECK, stages.check_oneself),
        (YearState.COLLECTING, _collect if stage == YearState.COLLECTING else stages.collect),
        (YearState.REVIEW, _sign),
        (YearState.FEEDBACK, _review),
        (YearState.FINALISED, _finalise),
        (YearState.PUBLISHED, _publish),
    )
    reached = [target for target, _ in way]
    first = reached.index(YearState.REVIEW) if is_begun else 0
    last = reached.index(stage) + 1 if stage in reached else 0
    yield from (step for _, step in way[first:last])


def _collect(site: DemoSite) -> None:
    """Decide about claims, vetoes and exemptions before offices fill in the rest."""
    stages.move(site, YearState.COLLECTING)
    load_decisions(site)
    stages.record(site)


def _sign(site: DemoSite) -> None:
    """Have each office record what is missing and close its columns."""
    stages.record(site, leaves_some=False)
    year = _year(site)
    offices = {office.pk: office for office in Office.objects.all()}
    for column in columns_of(year):
        unit = offices.get(column.office_id)
        signer = as_person(unit.code, unit.name) if unit else as_person("kaohe")
        sign_off(year=year, key=column.key, seen=column.mark, reasons={}, **signer)
    stages.move(site, YearState.REVIEW)


def _review(site: DemoSite) -> None:
    """Have a second person agree to every column, and tell the cities, one of which objects."""
    year = _year(site)
    for column in columns_of(year):
        review_column(year=year, key=column.key, seen=column.mark, **as_person("kaohe2"))
    settle_checks(site)
    stages.move(site, YearState.FEEDBACK)
    now = timezone.now()
    _set_window(site, now - timedelta(hours=1), now + timedelta(days=DAYS_TO_OBJECT))
    own = _quantities_of(standings_of(year).of(site.unit[2]))
    for subject in own[:2]:
        _object(site, subject)
    _decide(site, Objection.objects.with_all().get(year=year, number=1))


def _set_window(site: DemoSite, opens_at: datetime, closes_at: datetime) -> None:
    terms = {
        "opens_at": opens_at,
        "closes_at": closes_at,
        "accepts_late": False,
        "answer_days": 5,
        "has_second_stage": False,
        "appeal_days": 5,
    }
    with log.acting():
        window, _ = ObjectionWindow.objects.get_or_create(year=_year(site))
        found = save_window(
            year=window.year, terms=terms, version=window.version, reason="演示",
            **as_person("kaohe"),
        )  # fmt: skip
    if isinstance(found, StepProposal):  # the units know the days: another person agrees
        confirm_step(proposal_id=found.pk, **as_person("kaohe2"))


def _quantities_of(standing: CityStanding) -> list[Subject]:
    """Return what was done of what was to be done, what costs points first."""
    found = [
        subject
        for subject in subjects_of(standing)
        if subject.kind == Objection.Kind.FIGURE
        and [m.engine.kind.value for m in subject.measures] == [QUANTITY]
    ]
    return sorted(found, key=lambda subject: -subject.deduction)


def _object(site: DemoSite, subject: Subject) -> None:
    """Have the unit say that one more was done."""
    username, title, key = site.unit
    reason = "演示：验收表第3页还有1项，漏录。"
    year, claimed = _year(site), subject.measures[0].record.value + 1
    file_objection(
        year=year,
        standing=standings_of(year).of(key),
        claim=Claim(subject, claimed, reason, timezone.now()),
        files=(),
        **as_person(username, title),
    )


def _decide(site: DemoSite, objection: Objection) -> None:
    """Have the office answer that this is so, unless it has, and the 考核办 decide it."""
    unit = Office.objects.filter(items__indicator_id=objection.indicator_id).order_by("order")[0]
    if objection.state == ObjectionState.FILED:
        answer_objection(
            objection=objection, text="演示：经核对验收资料，属实。", files=(),
            version=objection.version, **as_person(unit.code, unit.name),
        )  # fmt: skip
    objection = Objection.objects.with_all().get(pk=objection.pk)
    values = {objection.codes[0]: objection.claimed}
    seal = effect_on(objection, values).seal
    choice = Ruling(Outcome.UPHELD, "演示：原录入漏计1项。", values, seal)
    decide_objection(
        objection=objection, choice=choice, version=objection.version, **as_person("kaohe")
    )


def _finalise(site: DemoSite) -> None:
    """Decide what waits, and have two persons finalise the year."""
    for objection in Objection.objects.with_all().filter(year=_year(site), decisions=None):
        _decide(site, objection)
    now = timezone.now()
    _set_window(site, now - timedelta(hours=1), now)
    stages.move(
        site, YearState.FINALISED, body="演示：考核领导小组会议",
        decided_on=timezone.localdate().isoformat(), document="演示纪要第1号",
    )  # fmt: skip


def _publish(site: DemoSite) -> None:
    stages.move(
        site, YearState.PUBLISHED, published_on=timezone.localdate().isoformat(),
        circular=f"演示通报〔{site.year + 1}〕1号", main_to="各被考核单位", copy_to="",
        page=" ".join(Disclosure.Part.values),
    )  # fmt: skip


def _correct(site: DemoSite) -> None:
    """Correct one figure of the published year, by two persons: its second snapshot."""
    year = _year(site)
    standing = standings_of(year).by_rank[-1]
    [measure] = _quantities_of(standing)[0].measures
    target = measure.engine.target
    value = target if measure.record.value != target else target - 1
    footing, key = footing_of(year), standing.table.city_key
    effect = corrected(footing, figure_of(footing.standings, key, measure.pk), value)
    wanted = Wanted(
        key, measure.pk, value, "演示：公布后发现录入有误。",
        document="演示更正第1号", seal=effect.seal,
    )  # fmt: skip
    found = propose_correction(year=year, wanted=wanted, **as_person("kaohe"))
    confirm_correction(correction_id=found.pk, **as_person("kaohe2"))


def _year(site: DemoSite) -> Year:
    return Year.objects.get(number=site.year)
