"""What only asks for something, and what restricts or tells: clauses between commas."""

from assessment.reader.patterns import DEMAND, METHOD, TELLING

Span = tuple[int, int]


def is_demand(clean: str, span: Span) -> bool:
    """Tell a requirement, or how it is looked into, from what holds for a deduction: 完成建房,
    but not 完成建房的."""
    if METHOD.fullmatch(clean, *span):
        return True
    return bool(DEMAND.match(clean, *span)) and not TELLING.search(clean, *span)
