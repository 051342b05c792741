"""One figure, entered once: what counties submitted, summed up beside the city's measure.

A form's links tie its figures to a measure's key. A county's figure counts while its
report stands as submitted or later: neither a draft nor what was sent back for correction.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from assessment.collection.counties import CountyFigure, CountySum, SumKey
from selfeval.definitions.links import unit_of
from selfeval.engine.values import parse_number
from selfeval.loading import form_of
from selfeval.models import FormDefinition, Report, ReportState
from selfeval.states import HANDED_IN


def county_sums(
    year: int, keys: Collection[str], city_ids: Collection[int]
) -> dict[SumKey, CountySum]:
    """Return the sums of the linked measures among keys, by city and key.

    Two queries, whatever the number of cities, counties and keys; one if no form of the
    year is linked. Where a county files two linked forms, its latest submission counts.
    """
    links = _links(year, frozenset(keys))
    if not links:
        return {}
    gathered: dict[SumKey, _Gathered] = defaultdict(_Gathered)
    rows = _reports(year, links, city_ids)
    for form_id, city_id, county, *report in rows:
        state, submission, receipt, figures = report
        for key, unit in links[form_id].items():
            gathered[city_id, key].add(
                key, unit, county,
                state=state, submission=submission, receipt=receipt, figures=figures,
            )  # fmt: skip
    return {key: found.as_sum() for key, found in gathered.items()}


def _reports(year: int, forms: Collection[int], city_ids: Collection[int]):
    """One query."""
    return (
        Report.objects.filter(task__year=year, task__form__in=forms, county__city__in=city_ids)
        .order_by("county__key", "latest__submitted_at")
        .values_list(
            "task__form_id",
            "county__city_id",
            "county_name",
            "state",
            "latest_id",
            "latest__receipt",
            "latest__figures",
        )
    )


@dataclass(slots=True)
class _Gathered:
    """The reports of one city for one key, by county."""

    lines: dict[str, CountyFigure] = field(default_factory=dict)
    missing: dict[str, str] = field(default_factory=dict)

    def add(self, key, unit, county, *, state, submission, receipt, figures) -> None:
        words = str((figures or {}).get(key, "")).strip()
        if state not in HANDED_IN:
            self.missing[county] = "退回修改中" if state == ReportState.RETURNED else "未提交"
        elif not words or words == "—":
            self.missing[county] = "已提交，没有这一项的数字"
        else:
            value = parse_number(words, unit)
            self.lines[county] = CountyFigure(
                county=county,
                words=words,
                value=value,
                unit=unit,
                submission=submission,
                receipt=receipt,
            )

    def as_sum(self) -> CountySum:
        missing = [(name, why) for name, why in self.missing.items() if name not in self.lines]
        return CountySum(tuple(self.lines.values()), tuple(missing))


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
