"""What a person has to confirm of a year made like another one, in lines: like with like."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from assessment.models import Concern
from assessment.next_year.actions import Cloned
from assessment.next_year.concerns import CODES, NewName
from assessment.next_year.rewording import rewording_of
from assessment.year.naming import some_cities


@dataclass(frozen=True, slots=True)
class Alike:
    """The same thing to confirm in several tables."""

    code: str
    phrase: str
    message: str
    concerns: Sequence[Concern]
    proposal: str = ""

    @property
    def is_of_words(self) -> bool:
        """Whether it came with the words of the other year, and is settled in all at once."""
        return self.code in CODES

    @property
    def cities(self) -> str:
        return some_cities(list(dict.fromkeys(c.table.city_name for c in self.concerns)))


def alike(
    concerns: Iterable[Concern], names: Mapping[int, Sequence[NewName]] | None = None
) -> list[Alike]:
    """Return concerns by what they say, those of most tables first, with what is proposed where
    names are given. Needs their tables. No query."""
    groups: dict[tuple[str, str, str], list[Concern]] = defaultdict(list)
    for concern in concerns:
        groups[concern.code, concern.phrase, concern.message].append(concern)
    found = [
        Alike(*key, concerns=held, proposal=_proposed(held[0], names))
        for key, held in groups.items()
    ]
    return sorted(found, key=lambda one: -len(one.concerns))


def _proposed(concern: Concern, names: Mapping[int, Sequence[NewName]] | None) -> str:
    told = None
    if names is not None and concern.code in CODES:
        told = rewording_of(concern, names)
    return told.new if told else ""


def lines_of(cloned: Cloned) -> list[str]:
    """Return what the command prints."""
    head = f"{cloned.year}照 {cloned.source} 年度新建：指标表 {cloned.tables} 张，没有结果。"
    waiting = len(cloned.concerns)
    told = [f"[待核定] {one.cities}：{one.message}" for one in alike(cloned.concerns)]
    told += [f"[请核对] {line}" for line in cloned.told]
    tail = f"共有 {waiting} 处须逐条核定；各表的规则须重新确认后才能下达。"
    return [head, *told, tail]
