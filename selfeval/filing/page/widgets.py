"""From an address to the widget that stands there, with all that is known of it."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from lib.rounding import format_points, round_half_up
from selfeval.engine.cells import FormCell, entered_words
from selfeval.engine.results import Finding
from selfeval.engine.types import Kind
from selfeval.engine.values import State, Value
from selfeval.filing.page.types import Around, PageCell, Widget
from selfeval.paper.blocks import Desk
from selfeval.paper.model import Cell

PLACES = 4
RATE_PLACES = 2
YES_NO = (("是", "是"), ("否", "否"))


def shown_value(value: Value, kind: Kind) -> str:
    """Return a computed value as it stands in its cell; a rate to two decimals."""
    if value.state is State.NUMBER:
        places = RATE_PLACES if kind is Kind.PERCENT else PLACES
        return format_points(round_half_up(value.number, places))
    return value.shown


@dataclass(slots=True)
class Widgets:
    """The widgets of one page, by address, with what each of them is told.

    used: addresses shown already, so that a second showing is no second field.
    """

    assessed: object
    around: Around
    desk: Desk = field(init=False)
    words: Mapping[str, str] = field(init=False)
    findings: Mapping[str, list[Finding]] = field(init=False)
    used: dict[str, int] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        own = self.assessed
        self.desk = Desk(own.evaluated, is_open=self.around.is_open)
        self.words = entered_words(own.answers)
        self.findings = defaultdict(list)
        for found in own.findings:
            self.findings[found.place].append(found)

    def at(self, address: str, column: str = "", **more) -> Widget | None:
        """Return the widget of a cell; None if the report has no cell there."""
        cell = self.desk.cells.get(address)
        if cell is None:
            return None
        computed = self.assessed.evaluated.computed.get(address)
        entered = cell.fixed or self.words.get(address, "")
        shown = entered
        if computed is not None:
            value = computed.value
            more |= {
                "is_computed": True,
                "derivation": computed.derivation,
                "is_wrong": value.state is State.ERROR,
            }
            shown = shown_value(value, cell.kind)
        return self._made(
            address,
            label=cell.label,
            kind=cell.kind,
            unit=cell.unit,
            words=entered,
            shown=shown,
            is_fixed=bool(cell.fixed),
            required=cell.required,
            choices=more.pop("choices", None) or _choices(cell),
            column=column,
            **more,
        )

    def entry(self, cell: Cell, column: str, kind: str = "entry") -> PageCell:
        """Return a cell of the layout with what is filled in there, if anything is."""
        widget = self.at(cell.address, column) if cell.address else None
        return PageCell(kind, cell, widget)

    def aside(self, address: str, label: str, kind: Kind = Kind.TEXT, **more) -> Widget:
        """Return a cell that the engine does not walk: a row's name, an indicator's unit."""
        words = self.words.get(address, "")
        return self._made(address, label=label, kind=kind, **({"words": words} | more))

    def _made(self, address: str, *, words: str, shown: str = "", **more) -> Widget:
        copy = self.used.get(address, 0)
        self.used[address] = copy + 1
        around = self.around
        return Widget(
            address,
            words=words,
            shown=shown or words,
            before=around.before.get(address, ""),
            is_open=around.is_open(address) and not copy,
            version=around.versions.get(address, 0),
            findings=tuple(self.findings.get(address, ())),
            remarks=around.remarks.get(address, ()),
            commented=around.comments.get(address) if not copy else None,
            copy=copy,
            **more,
        )


def _choices(cell: FormCell) -> Sequence[tuple[str, str]]:
    if cell.kind is Kind.YES_NO:
        return YES_NO
    return tuple((choice, choice) for choice in cell.choices)
