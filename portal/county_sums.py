"""One figure, entered once: what counties submitted, summed up beside the city's measure.

A form's links tie its figures to a measure's key. A county's figure counts while its
report stands as submitted or later: neither a draft nor what was sent back for correction.
Where a county files by project, all of its projects count, and each that is lacking is told.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from assessment.collection.counties import CountyFigure, CountySum, SumKey
from selfeval.definitions.links import unit_of
from selfeval.engine.values import parse_number
from selfeval.loading import form_of
from selfeval.models import FormDefinition, Report, ReportState
from selfeval.states import HANDED_IN

UNNAMED = "未命名项目"


def county_sums(
    year: int, keys: Collection[str], city_ids: Collection[int]
) -> dict[SumKey, CountySum]:
    """Return the sums of the linked measures among keys, by city and key.

    Two queries, whatever the number of cities, counties and keys; one if no form of the
    year is linked. Where a county files two linked forms, that of its latest submission counts.
    """
    links = _links(year, frozenset(keys))
    if not links:
        return {}
    gathered: dict[SumKey, _Gathered] = defaultdict(_Gathered)
    rows = _reports(year, links, city_ids)
    for row in rows:
        city_id = row.pop("county__city_id")
        for key, unit in links[row["task__form_id"]].items():
            gathered[city_id, key].add(key, unit, row)
    return {key: found.as_sum() for key, found in gathered.items()}


def _reports(year: int, forms: Collection[int], city_ids: Collection[int]):
    """One query."""
    return (
        Report.objects.filter(task__year=year, task__form__in=forms, county__city__in=city_ids)
        .order_by("county__key", "latest__submitted_at", "pk")
        .values(
            "task__form_id",
            "task__by_project",
            "county__city_id",
            "county_name",
            "project",
            "state",
            "latest_id",
            "latest__receipt",
            "latest__figures",
        )
    )


@dataclass(slots=True)
class _Gathered:
    """The reports of one city for one key, by county and form. last: the form of which a county
    submitted last."""

    lines: dict[str, dict[int, list[CountyFigure]]] = field(default_factory=dict)
    missing: dict[str, dict[int, list[tuple[str, str]]]] = field(default_factory=dict)
    last: dict[str, int] = field(default_factory=dict)
    by_project: bool = False

    def add(self, key: str, unit: str, row: Mapping[str, Any]) -> None:
        county, form = row["county_name"], row["task__form_id"]
        named = f"{county} · {row['project'] or UNNAMED}" if row["task__by_project"] else county
        self.by_project = self.by_project or row["task__by_project"]
        words = str((row["latest__figures"] or {}).get(key, "")).strip()
        why = _why_missing(row["state"], words)
        if why:
            self.missing.setdefault(county, {}).setdefault(form, []).append((named, why))
            return
        figure = CountyFigure(
            county=named,
            words=words,
            value=parse_number(words, unit),
            unit=unit,
            submission=row["latest_id"],
            receipt=row["latest__receipt"],
        )
        self.lines.setdefault(county, {}).setdefault(form, []).append(figure)
        self.last[county] = form

    def as_sum(self) -> CountySum:
        lines = [line for county, form in self.last.items() for line in self.lines[county][form]]
        return CountySum(tuple(lines), tuple(self._missing()), self.by_project)

    def _missing(self) -> Iterator[tuple[str, str]]:
        """Yield what is lacking: of a county with figures its other projects, of another itself,
        for the reason of the last of its forms."""
        for county, forms in self.missing.items():
            if county in self.last:
                yield from forms.get(self.last[county], ())
            else:
                _, why = list(forms.values())[-1][-1]
                yield county, why


def _why_missing(state: str, words: str) -> str:
    """Return why a report gives no figure, or nothing."""
    if state not in HANDED_IN:
        return "退回修改中" if state == ReportState.RETURNED else "未提交"
    return "已提交，没有这一项的数字" if not words or words == "—" else ""


def _links(year: int, keys: frozenset[str]) -> Mapping[int, dict[str, str]]:
    """Return the units of linked figures by form and key. One query."""
    found = {}
    for row in FormDefinition.objects.filter(tasks__year=year).distinct():
        form = form_of(row)
        own = {link.measure_key: unit_of(form, link) for link in form.links}
        own = {key: unit for key, unit in own.items() if key in keys}
        if own:
            found[row.pk] = own
    return found
