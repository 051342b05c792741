"""The pages of a year whose rules are of every kind, against the same tables as they are."""

import time
from collections.abc import Iterator
from decimal import Decimal
from functools import partial
from itertools import cycle

from django.urls import reverse

from assessment.engine.bands import as_json
from assessment.engine.bases import BASES
from assessment.engine.scheme import KINDS
from assessment.engine.types import Band, Basis, Effect, Grade, Group, MeasureKind, RuleKind
from assessment.loading.policies import grades_kept, groups_kept
from assessment.models import Component, Measure, Policy, Result, Rule
from cities.models import Place
from script.benchmarks.figures import interleaved, seconds, show
from script.benchmarks.site import OFFICE, YEAR, signed_in

ROUNDS = 15
MOST = Decimal("1.2")
FIGURES = {
    MeasureKind.YES_NO: (Decimal(0), Decimal(1)),
    MeasureKind.COUNT: (Decimal(0), Decimal(2)),
    MeasureKind.RATE: (Decimal(95), Decimal(85)),
    MeasureKind.QUANTITY: (Decimal(50), Decimal(48)),
}
TARGETS = {MeasureKind.QUANTITY: Decimal(50), MeasureKind.RATE: Decimal(90)}
BANDS = (
    Band(Decimal(90), True, None, False, Decimal("0.5")),
    Band(Decimal(80), True, Decimal(90), False, Decimal("0.2")),
)
PLACES = (Band(None, False, Decimal(1), True, Decimal("0.5")),)


def main(username: str = OFFICE, rounds: int = ROUNDS) -> None:
    client = signed_in(username)
    pages = {name: partial(_open, client, url) for name, url in _addresses().items()}
    before = _times(pages, rounds)
    spread()
    after = _times(pages, rounds)
    for name in pages:
        ratio = after[name] / before[name]
        times = f"{before[name]:.3f} → {after[name]:.3f} s"
        show(f"{name}: kinds of 2017 → every kind", times)
        show(f"{name}: ratio", f"{ratio:.2f}", f"≤ {MOST}", Decimal(ratio) <= MOST)


def _addresses() -> dict[str, str]:
    city = Place.objects.filter(tables__year__number=YEAR).order_by("key")[0]
    return {
        "overview": reverse("overview", args=[YEAR]),
        "scorecards": reverse("scorecards", args=[YEAR]),
        "scorecard": reverse("scorecard", args=[YEAR, city.key]),
    }


def _open(client, url: str) -> None:
    response = client.get(url)
    if response.status_code != 200:
        raise SystemExit(f"{url}: {response.status_code}")


def _times(pages: dict, rounds: int) -> dict[str, float]:
    for page in pages.values():
        page()
    return interleaved(
        rounds, **{name: partial(seconds, page, time.process_time) for name, page in pages.items()}
    )


def spread() -> None:
    """Give the rules of the year's tables every kind in turn, what they count and its figures,
    and the year grades, bonus, vetoes and groups."""
    components = Component.objects.filter(item__section__table__year__number=YEAR)
    table, turns = None, iter(())
    ordered = components.select_related("item__section").order_by("item__section__table", "pk")
    for component in ordered.prefetch_related("rules", "measures__result"):
        if table != component.item.section.table_id:
            table, turns = component.item.section.table_id, cycle(RuleKind)
        _spread_over(component, turns)
    units = list(components.values_list("item__section__table__city", flat=True).distinct())
    Policy.objects.update_or_create(
        year=components[0].item.section.table.year,
        defaults={
            "counts_bonus": True,
            "applies_vetoes": True,
            "grades": grades_kept(
                (Grade("优秀", Decimal(85), is_best=True), Grade("合格", Decimal(0)))
            ),
            "groups": groups_kept((Group("第一组", tuple(units[::2])),)),
        },
    )


def _spread_over(component: Component, turns: Iterator[RuleKind]) -> None:
    rules, measures = list(component.rules.all()), list(component.measures.all())
    if not rules:
        return
    first = next(turns)
    measured = sorted(KINDS[first].fits)[0]
    kinds = [first, *(_fitting(turns, measured) for _ in rules[1:])]
    is_judged = any(kind.basis is Basis.JUDGED for kind in kinds)
    for rule, kind in zip(rules, kinds, strict=True):
        _make(rule, kind, component.points)
        if BASES[kind.basis].is_single:
            rule.measures.set(list(rule.measures.all())[:1])
    for at, measure in enumerate(measures):
        Measure.objects.filter(pk=measure.pk).update(
            kind=measured.value,
            target=TARGETS.get(measured),
            unit="分" if is_judged else measure.unit,
        )
        told = {"value": FIGURES[measured][at % 2], "version": 1, "confirmed_version": 1}
        if is_judged:
            told["value"] = Decimal(0)
        Result.objects.filter(measure=measure).update(**told)


def _fitting(turns: Iterator[RuleKind], measured: MeasureKind) -> RuleKind:
    return next(kind for kind in turns if measured in KINDS[kind].fits)


def _make(rule: Rule, kind: RuleKind, points: Decimal) -> None:
    basis = BASES[kind.basis]
    own = PLACES if kind.basis is Basis.PLACE else BANDS
    is_counted = basis.is_stepped or kind.basis in (Basis.OCCURRENCE, Basis.RANK)
    nothing = basis.has_bands or kind.effect is Effect.VETO
    Rule.objects.filter(pk=rule.pk).update(
        kind=kind.value,
        step=Decimal(1) if is_counted else None,
        deduction=Decimal(0) if nothing else min(points, Decimal("0.5")),
        target=Decimal(1) if basis.own_target else None,
        least=Decimal(0) if kind.basis is Basis.JUDGED else None,
        bands=as_json(own) if basis.has_bands else [],
        cap=None,
    )
