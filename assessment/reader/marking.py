"""An item's text cut into segments, for a page that underlines what was read."""

from dataclasses import dataclass

from assessment.reader.types import ItemReading

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of the text. component_index: position in item.components, None
    outside of them. rule_indexes: positions in that component's rules."""

    text: str
    component_index: int | None
    rule_indexes: tuple[int, ...]
    unsettled: bool


def mark(item: ItemReading) -> list[Segment]:
    """Return segments that together are item.text, in order; none is empty."""
    unsettled = _unsettled_spans(item)
    cuts = {0, len(item.text)}
    cuts.update(position for span in unsettled for position in span)
    for component in item.components:
        cuts.update((component.start, component.end))
        cuts.update(position for rule in component.rules for position in (rule.start, rule.end))
    edges = sorted(cuts)
    return [
        _segment(item, start, end, unsettled=unsettled)
        for start, end in zip(edges, edges[1:], strict=False)
    ]


def _segment(item: ItemReading, start: int, end: int, *, unsettled: list[Span]) -> Segment:
    inside = [
        index
        for index, component in enumerate(item.components)
        if component.start <= start and end <= component.end
    ]
    component_index = inside[0] if inside else None
    rules = item.components[component_index].rules if component_index is not None else ()
    return Segment(
        text=item.text[start:end],
        component_index=component_index,
        rule_indexes=tuple(
            index for index, rule in enumerate(rules) if rule.start <= start and end <= rule.end
        ),
        unsettled=any(first <= start and end <= last for first, last in unsettled),
    )


def _unsettled_spans(item: ItemReading) -> list[Span]:
    """Find the phrases again: they are in the order of the text, outside the rules."""
    rules = [(r.start, r.end) for component in item.components for r in component.rules]
    spans: list[Span] = []
    position = 0
    for phrase in item.unsettled:
        start = item.text.find(phrase, position)
        while start >= 0 and any(a < start + len(phrase) and start < b for a, b in rules):
            start = item.text.find(phrase, start + 1)
        if start >= 0:
            position = start + len(phrase)
            spans.append((start, position))
    return spans
