"""Who may do what with a year's assessment; every page, command and action asks here."""

from collections.abc import Collection

from assessment.models import (
    Item,
    Result,
    ResultsImport,
    SignOff,
    TablesImport,
    Year,
    YearState,
)
from assessment.querysets import RELEASED_STATES
from cities.permissions import persona_of
from trust.refusals import Refused

#: Stages in which an office may write its results.
OPEN_FOR_RECORDING = (YearState.COLLECTING,)
FROZEN = (YearState.FINALISED, YearState.PUBLISHED)


def can_set_up(user) -> bool:
    """Import tables, settle concerns, issue, move the year: the assessment office."""
    return persona_of(user).is_assessment_office


def can_collect(user) -> bool:
    return persona_of(user).is_office


def can_see_scores(user, year: Year) -> bool:
    """The province at any time; a city its own once they are released."""
    persona = persona_of(user)
    return persona.sees_all_cities or (persona.is_city and year.state in RELEASED_STATES)


class ItemOffices:
    """The offices of items, and what they signed; each item and signature asked for once."""

    def __init__(self):
        self._known: dict[int, frozenset[int]] = {}
        self._signed: dict[int, SignOff] = {}

    @classmethod
    def of_cells(cls, result_ids: Collection[int]) -> "ItemOffices":
        """Return those of all items that hold these cells. One query."""
        found = cls()
        if result_ids:
            items = Item.objects.filter(components__measures__result__in=result_ids)
            for item, office in items.values_list("pk", "offices").distinct():
                held = found._known.get(item, frozenset())
                found._known[item] = held | ({office} if office else set())
        return found

    def of(self, item: Item) -> frozenset[int]:
        if item.pk not in self._known:
            self._known[item.pk] = frozenset(
                Item.offices.through.objects.filter(item=item).values_list("office_id", flat=True)
            )
        return self._known[item.pk]

    def sign_off(self, pk: int) -> SignOff:
        if pk not in self._signed:
            self._signed[pk] = SignOff.objects.select_related("office").get(pk=pk)
        return self._signed[pk]


def is_own_item(user, item: Item, offices: ItemOffices | None = None) -> bool:
    """Whether one of the person's offices collects this item. One query an item."""
    own = persona_of(user).office_ids
    return bool(own and own & (offices or ItemOffices()).of(item))


def not_own_told(user, name: str) -> str:
    """Return why this person does not collect an item: who has no office is not told of one."""
    if persona_of(user).office_ids:
        return f"“{name}”不由本处室采集"
    return f"“{name}”由责任处室采集，本账号不录入"


def why_not_recordable(user, result: Result, offices: ItemOffices | None = None) -> str:
    """Return why this person may not write this cell now, or an empty string."""
    return (
        _why_not_open(user, result, offices)
        or why_collection_over(result.measure.component.item.section.table.year)
        or why_signed(result, offices)
    )


def _why_not_open(user, result: Result, offices: ItemOffices | None = None) -> str:
    """Return why an office's person may not be at work on this cell at all."""
    item = result.measure.component.item
    table = item.section.table
    if not is_own_item(user, item, offices):
        return f"{not_own_told(user, item.name)}，只能查看；如需更正请联系责任处室。"
    if not table.is_issued:
        return f"{table.city_name}的指标表尚未下达，暂不能录入；请联系考核办。"
    if table.year.state not in OPEN_FOR_RECORDING:
        return (
            f"{table.year}处于“{table.year.get_state_display()}”阶段，采集已关闭；"
            "如需补录请联系考核办。"
        )
    return ""


def why_collection_over(year: Year) -> str:
    """Return that a year that closes by itself is past its last day for recording, or ""."""
    if year.state not in OPEN_FOR_RECORDING or not year.is_collection_over():
        return ""
    return (
        f"{year}的采集已于 {year.collection_closes:%Y-%m-%d} 截止并自动关闭，已录的仍在，"
        "仍可完成签章；确需补录的，请说明原因，联系考核办顺延截止日期。"
    )


def is_open_for_recording(year: Year) -> bool:
    """Whether offices may record now, as far as the year has a say."""
    return year.state in OPEN_FOR_RECORDING and not year.is_collection_over()


def why_signed(result: Result, offices: ItemOffices | None = None) -> str:
    """Return why nobody may write a cell that was signed, or an empty string. A query each
    signature."""
    if result.sign_off_id is None:
        return ""
    item = result.measure.component.item
    signed = (offices or ItemOffices()).sign_off(result.sign_off_id)
    year = item.section.table.year
    first = "" if year.state in OPEN_FOR_RECORDING else "由考核办退回处室采集，再"
    who = "考核办" if signed.office is None else f"{signed.office}或考核办"
    return (
        f"“{item.name}”已由{signed.told}完成签章，不再改动；"
        f"如需更正，请先{first}由{who}在“完成签章”页写明理由、撤回签章。"
    )


def check_can_record(user, result: Result, offices: ItemOffices | None = None) -> None:
    """Raise Refused with the reason if this person may not write this cell now."""
    why = why_not_recordable(user, result, offices)
    if why:
        raise Refused(why)


def why_not_confirmable(user, result: Result) -> str:
    """Return why this person may not confirm what was judged in a cell, or an empty string.

    The assessment office may until the year is 审定; the cell's own office while it records,
    signed or not: confirming changes no figure. Whoever judged is refused by the action: that
    is no matter of roles.
    """
    year = result.measure.component.item.section.table.year
    if year.state in FROZEN:
        return f"{year}已审定，结果不再改动；确需改动请由考核办按更正程序办理。"
    return "" if can_set_up(user) else _why_not_open(user, result)


def check_can_confirm(user, result: Result) -> None:
    """Raise Refused with the reason if this person may not confirm this cell now."""
    if why := why_not_confirmable(user, result):
        raise Refused(why)


def why_not_take_back(user, kept: ResultsImport) -> str:
    """Return why this person may not take an import back now, or an empty string.

    The assessment office may until the year is 审定; whoever imported, while offices record.
    """
    if kept.year.state in FROZEN:
        return f"{kept.year}已审定，结果不再改动；确需改动请由考核办按更正程序办理。"
    if user is None or can_set_up(user):
        return ""
    if kept.made_by_id != user.pk or not can_collect(user):
        return "采集表的导入只能由导入的人或考核办撤回。"
    if kept.year.state not in OPEN_FOR_RECORDING:
        return (
            f"{kept.year}处于“{kept.year.get_state_display()}”阶段，采集已关闭；请联系考核办撤回。"
        )
    return ""


def why_not_take_back_tables(user, kept: TablesImport) -> str:
    """Return why this person may not take an import of tables back now: who may import may."""
    if not can_set_up(user):
        return "指标表的导入只能由考核办撤回。"
    if kept.year.state in FROZEN:
        return f"{kept.year}已审定，指标表不再改动，不能撤回导入；确需撤回请先撤回审定。"
    return ""


def check_can_take_back(user, kept: ResultsImport | TablesImport) -> None:
    """Raise Refused with the reason if this person may not take an import back now."""
    if isinstance(kept, TablesImport):
        why = why_not_take_back_tables(user, kept)
    else:
        why = why_not_take_back(user, kept)
    if why:
        raise Refused(why)


def why_no_command(result: Result, offices: ItemOffices | None = None) -> str:
    """Return why no command may write this cell, or an empty string: the year is 审定, or the
    cell is signed."""
    year = result.measure.component.item.section.table.year
    if year.state in FROZEN:
        return f"{year}已审定，结果不再改动；确需改动请由考核办按更正程序办理。"
    return why_signed(result, offices)


def check_writable(user, result: Result, offices: ItemOffices | None = None) -> None:
    """Raise Refused with the reason if a person, or a command (None), may not write this cell."""
    if user is not None:
        check_can_record(user, result, offices)
    elif why := why_no_command(result, offices):
        raise Refused(why)


def check_can_correct(result: Result) -> None:
    """Raise Refused unless a decision about an objection may correct the cell now."""
    year = result.measure.component.item.section.table.year
    if year.state != YearState.FEEDBACK:
        stage = year.get_state_display()
        raise Refused(f"{year}处于“{stage}”阶段，不能据申诉更正；没有保存。")


def check_can_correct_finalised(result: Result) -> None:
    """Raise Refused unless a correction that two persons agreed to may write the cell now."""
    year = result.measure.component.item.section.table.year
    if year.state not in FROZEN:
        stage = year.get_state_display()
        raise Refused(f"{year}处于“{stage}”阶段，审定以后才按更正程序办理；没有保存。")


def check_can_set_up(user) -> None:
    if not can_set_up(user):
        raise Refused("只有考核办可以办理此事。")
