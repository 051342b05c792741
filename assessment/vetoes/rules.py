"""The vetoes of a city's table that a decision can find to hold."""

from dataclasses import dataclass

from assessment.engine.explain import describe_rule
from assessment.engine.sentences import VETO_WORDS
from assessment.engine.types import Effect, MeasureKind, RuleKind
from assessment.loading import LoadedItem, LoadedMeasure, LoadedRule, LoadedTable, load_tables
from assessment.models import CityTable, Year
from lib.site_words import said

#: What each kind bars, as people say it.
BARS = {
    RuleKind.VETO: "一票否决：评为最低等次",
    RuleKind.VETO_HONOURS: "取消评优资格：不得评为评优等次",
    RuleKind.VETO_DOWN: "降一个等次",
}
#: A decision says that something happened; a figure that stays under its target says it itself.
DECIDED_KINDS = (MeasureKind.YES_NO, MeasureKind.COUNT)


@dataclass(frozen=True, slots=True)
class Vetoable:
    """A veto rule with the measure that it looks at, in one city's table."""

    item: LoadedItem
    measure: LoadedMeasure
    rule: LoadedRule

    @property
    def code(self) -> str:
        return self.measure.code

    @property
    def clause(self) -> str:
        return self.rule.engine.clause or describe_rule(self.rule.engine, [self.measure.engine])

    @property
    def bars(self) -> str:
        return BARS[self.rule.engine.kind]

    @property
    def word(self) -> str:
        return VETO_WORDS[self.rule.engine.kind]


def vetoables(table: LoadedTable) -> list[Vetoable]:
    """Return them in the order of the table. No query."""
    return [
        Vetoable(item, measures[rule.engine.measures[0]], rule)
        for item in table.items
        for component in item.components
        for measures in [{m.code: m for m in component.measures}]
        for rule in component.rules
        if rule.engine.kind.effect is Effect.VETO
        and len(rule.engine.measures) == 1
        and measures[rule.engine.measures[0]].engine.kind in DECIDED_KINDS
    ]


def vetoables_of(year: Year, city_id: int) -> list[Vetoable]:
    """Return those of a city's table in a year, none where it has no table. Seven queries."""
    tables = load_tables(CityTable.objects.filter(year=year, city=city_id))
    return [each for table in tables for each in vetoables(table)]


NONE_THERE = said(
    "这个市州的指标表里没有能由决定认定的否决条款（“是否”或“次数”的一票否决、取消评优、降一等），"
    "不能据此降低等次；确有规定的，请先在指标表的规则里补上。"
)
NONE_OF_OWN = said(
    "这个市州的指标表里，本处室采集的指标没有能由决定认定的否决条款；其他指标的，请由其责任处室或考核办提出。"
)
