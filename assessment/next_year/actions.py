"""A year made like another one, whole or not at all."""

from dataclasses import dataclass, field

from django.db.models import QuerySet

from assessment import permissions
from assessment.actions.tables_imports import Written, keep_import
from assessment.flow.changes import CHOICES
from assessment.letters.actions import copy_words
from assessment.loading import engine_policy
from assessment.models import FIRST_YEAR, LAST_YEAR, CityTable, Concern, Policy, Year, YearState
from assessment.next_year.concerns import open_again, words_to_confirm
from assessment.next_year.rows import copy_tables
from assessment.next_year.settings import carry_settings
from assessment.reader.year_words import mentions_in, title_of
from assessment.year.consequences import carry_consequences
from lib.slots import Slot
from trust import log
from trust.imports import Source
from trust.refusals import Refused
from trust.touched import bulk_create_with_history

#: Prepares the counties' tasks of a year (source) for another (target), as user and actor; returns
#: what a person has to look at.
carry_tasks: Slot[..., list[str]] = Slot("the counties' tasks of a year that is made like another")


@dataclass
class Cloned:
    """A year that was made. concerns: what waits to be settled; told: what else to look at."""

    year: Year
    source: int
    tables: int
    concerns: list[Concern] = field(default_factory=list)
    told: list[str] = field(default_factory=list)


@log.acting()
def clone_year(*, source: int, target: int, user, actor: log.Actor) -> Cloned:
    """Make a year of another one's tables, rules, targets, indicators, choices and tasks.

    Nothing that happened goes along: no stage, date, confirmation or result. user None: a
    command. All or nothing; the import can be taken back as a whole. Raises Refused.
    """
    if user is not None or not log.is_command(actor):
        permissions.check_can_set_up(user)
    tables = _tables_of(source, target)
    origin = tables[0].year
    year, is_new = _locked_year(target, actor)
    before = set(year.indicators.values_list("pk", flat=True))
    titles = {table.pk: title_of(table.title, source, target) for table in tables}
    made = copy_tables(tables, year=year, titles=titles)
    _rename_in_notes(made[CityTable].values(), tables, titles)
    concerns = open_again(tables, made) + words_to_confirm(made, source=source, target=target)
    bulk_create_with_history(concerns, Concern)
    copy_words(origin, year, user=user, actor=actor)
    carry_consequences(origin, year)
    told = [
        *_choose_alike(origin, year),
        *carry_settings(origin, year, user=user),
        *_told_of_names(year, titles, source=source),
    ]
    year.cloned_from = source
    year._history_user = user
    year.save(update_fields=["cloned_from"])
    keep_import(
        [Written(table, None, ()) for table in made[CityTable].values()],
        year=year, made_year=is_new, indicators=before,
        source=Source(f"照 {source} 年度新建"), actor=actor,
    )  # fmt: skip
    told += carry_tasks(source=source, target=target, user=user, actor=actor)
    waiting = [concern for concern in concerns if concern.blocks_issue]
    log.write(
        actor, "照上年新建年度", year,
        after={"照": source, "指标表": len(tables), "待核事项": len(waiting)},
    )  # fmt: skip
    return Cloned(year, source, len(tables), waiting, told)


def _tables_of(source: int, target: int) -> list[CityTable]:
    """Return what the year is made of. Raises Refused."""
    if not FIRST_YEAR <= target <= LAST_YEAR:
        raise Refused(f"年度应在 {FIRST_YEAR} 至 {LAST_YEAR} 之间，现为 {target}；没有新建。")
    if target <= source:
        raise Refused(f"新年度应晚于所照的 {source} 年度，现为 {target}；没有新建。")
    rows: QuerySet[CityTable] = CityTable.objects.filter(year__number=source)
    tables = list(rows.select_related("year").order_by("city__key"))
    if not tables:
        raise Refused(f"{source} 年度没有指标表，不能照它新建；没有新建。")
    return tables


def _locked_year(number: int, actor: log.Actor) -> tuple[Year, bool]:
    """Return the year, locked, and whether it is new. Raises Refused where it has tables."""
    rows = Year.objects.select_for_update(no_key=True)
    year, is_new = rows.get_or_create(number=number)
    if is_new:
        log.write(actor, "新建年度", year)
    elif year.tables.exists():
        raise Refused(
            f"{year}已有指标表，没有新建，没有改动任何内容；如要重来，请先在“导入记录”里撤回。"
        )
    elif year.state != YearState.PREPARING:
        raise Refused(
            f"{year}已进入“{year.get_state_display()}”阶段，没有新建；请先退回“准备”阶段。"
        )
    return year, is_new


def _rename_in_notes(new, tables, titles) -> None:
    """Notes that name the table by its whole title name the new one."""
    for table, row in zip(tables, new, strict=True):
        notes = [note.replace(table.title, titles[table.pk]) for note in row.notes]
        if notes != row.notes:
            row.notes = notes
            row.save(update_fields=["notes"])


def _choose_alike(origin: Year, year: Year) -> list[str]:
    """Give the year the other one's choices, unless somebody chose for it already."""
    chosen = Policy.objects.filter(year=origin).first()
    own, _ = Policy.objects.get_or_create(year=year)
    if chosen is None or engine_policy(own) == engine_policy(chosen):
        return []
    if own.version > 1:
        return [f"{year}的计分口径已另行设定，没有照 {origin.number} 年度改动；请核对。"]
    for name in CHOICES:
        setattr(own, name, getattr(chosen, name))
    own.save()
    return []


def _told_of_names(year: Year, titles: dict[int, str], *, source: int) -> list[str]:
    """Return what names the other year and is no concern of a table: indicators, and titles
    that do not say the year where titles do."""
    by = year.number - source
    named = [
        f"指标名称“{name}”里写有年度，没有改动；请在“系统设置”的“指标名称”里核对。"
        for name in year.indicators.values_list("name", flat=True)
        if any(mentions_in(name, by))
    ]
    unchanged = sum(title_of(title, year.number, source) == title for title in titles.values())
    if unchanged:
        named.append(f"{unchanged} 张指标表的标题没有写年度，照原样沿用；请核对。")
    return named
