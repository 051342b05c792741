"""How the site is: every check by its name, for `doctor`, the administrator's desk and /healthz.

What a check says is of three kinds: nothing, all is well; a sentence, somebody should look at it;
a Broken sentence, something does not work. Apps lay theirs into trust.registries.checks.
"""

import logging
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import IntEnum

from django.db import DatabaseError

from trust import outage, registries
from trust.health import machine, own
from trust.health.said import Broken

logger = logging.getLogger(__name__)


class Level(IntEnum):
    """The number is the exit status of a command that ends with it."""

    WELL = 0
    BROKEN = 1
    LOOK = 2

    @property
    def word(self) -> str:
        return {"WELL": "正常", "BROKEN": "故障", "LOOK": "注意"}[self.name]


@dataclass(frozen=True)
class Finding:
    """What a check of this name said; well: nothing."""

    name: str
    level: Level
    sentence: str = ""


def examine() -> list[Finding]:
    """Return what every check says, one finding at least of each. About twenty queries.

    While the database is away or not named, that is told once, and only the machine is looked at.
    """
    found = [told for name, check in machine.checks().items() for told in _ask(name, check)]
    if not machine.database_is_named():
        return [*found, Finding("数据库", Level.LOOK, "没有看：先写明数据库（见“设置”）。")]
    try:
        outage.reach_database()
    except DatabaseError as error:
        why = outage.why_away(error) or "数据库出错"
        said = (
            f"{why}：{str(error).strip().partition(chr(10))[0]}；其余各项未查。请检查数据库服务。"
        )
        return [*found, Finding("数据库", Level.BROKEN, said)]
    found += [Finding("数据库", Level.WELL), *_ask("数据库结构", own.schema)]
    if found[-1].level is Level.BROKEN:
        return found  # of tables that are missing or others nothing can be asked
    for name, check in registries.checks.items():
        found += _ask(name, check)
    return found


def worst(found: Iterable[Finding]) -> Level:
    """Return how the site is as a whole: broken if anything is."""
    levels = {finding.level for finding in found}
    return next((level for level in (Level.BROKEN, Level.LOOK) if level in levels), Level.WELL)


def can_serve() -> bool:
    """Return whether this machine can answer people now. At most one query, another where
    the file store is empty."""
    if any(isinstance(said, Broken) for check in machine.NEEDED for said in check()):
        return False
    try:
        outage.reach_database()
    except DatabaseError:
        return False
    return True


def _ask(name: str, check: Callable[[], Iterable[str]]) -> Iterator[Finding]:
    try:
        said = list(check())
    except Exception as error:
        logger.exception("check %s failed", name)
        said = [Broken(f"检查没有完成：{type(error).__name__}。详情见日志。")]
    for sentence in said:
        level = Level.BROKEN if isinstance(sentence, Broken) else Level.LOOK
        yield Finding(name, level, str(sentence))
    if not said:
        yield Finding(name, Level.WELL)
