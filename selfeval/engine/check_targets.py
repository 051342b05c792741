"""Outcomes against their targets: missed ones, and what stands where it cannot be compared."""

from collections.abc import Iterator

from lib.rounding import round_half_up
from selfeval.engine import units
from selfeval.engine.addresses import address_of
from selfeval.engine.attainment import reached_of, sides_of
from selfeval.engine.checking import Checking, explain, remind
from selfeval.engine.measured import Measured, Sign, What, read_measured, with_mark
from selfeval.engine.reached import Reached, Verdict, said
from selfeval.engine.results import Finding, UnitScore
from selfeval.engine.scoring_types import Method
from selfeval.engine.tree import Placed

FEW = 5  # of fewer indicators it says little that all outcomes are their targets
#: How many missed targets one reminder names.
MANY = 10
#: Words as short as this are as likely an answer as a copy (达标, 按时发放).
SHORT = 6
CODES = {Verdict.MISSED: "missed_target", Verdict.OPEN: "unclear_outcome"}


def check_targets(case: Checking) -> Iterator[Finding]:
    """Find outcomes that miss their target or cannot be compared with it, and copied targets.

    Where the score is full nonetheless, its reason is asked for; elsewhere one is reminded. What
    a score above the proposal asks already is not asked again.
    """
    leaves = [place for place in case.leaves() if place.node.method is not Method.EXECUTION]
    scored = {code: unit for unit in case.evaluated.score.units for code in unit.members}
    missed = []
    for place in leaves:
        reached, unit = reached_of(place, case.context), scored.get(place.code)
        yield from _differing(case, place)
        if unit is None and reached.verdict is Verdict.MISSED:
            if address_of(place.code, "reason") in case.laid.cell_by_address:
                yield _asked(case, place, reached)
            else:
                missed.append((place, reached))
        elif reached.verdict in CODES:
            yield from _told(case, place, reached, unit=unit)
    yield from _missed(case, missed)
    yield from _copies(case, leaves)


def _asked(case: Checking, place: Placed, reached: Reached) -> Finding:
    """Ask for the reason beside an outcome that misses its target where nothing is scored."""
    message = f"{_sentence(case, place, reached)}，请填写偏差原因及改进措施"
    reason = case.laid.answers.answer(place.code).reason.strip()
    return explain("missed_target", address_of(place.code, "outcome"), message, reason=reason)


def _differing(case: Checking, place: Placed) -> Iterator[Finding]:
    """Point out a target whose words say another operator or unit than the columns beside it."""
    node, address = place.node, address_of(place.code, "target")
    value = case.value(address)
    told = read_measured(value.raw or value.text, year=case.laid.year)
    if told.what is What.FIGURE and with_mark(told, node.sign).what is What.WORDS:
        message = f"{case.label(address)}写作“{told.words}”，指标性质却是“{node.sign}”，请改成一致"
        yield remind("sign_differs", address, message)
    has_unit = address_of(place.code, "unit") in case.laid.cell_by_address
    if has_unit and node.unit and told.unit and not units.agree(told.unit, node.unit):
        message = f"{case.label(address)}写作“{told.words}”，计量单位却是“{node.unit}”，请改成一致"
        yield remind("unit_differs", address, message)


def _missed(case: Checking, missed: list[tuple[Placed, Reached]]) -> Iterator[Finding]:
    """Remind, once, of all that was missed in a form that asks for no reasons beside them."""
    if missed:
        told = "；".join(_sentence(case, place, reached) for place, reached in missed[:MANY])
        more = f"等 {len(missed)} 项" if len(missed) > MANY else ""
        message = f"{told}{more}，请核对，并在报告中说明原因"
        yield remind("missed_target", address_of(missed[0][0].code, "outcome"), message)


def _sentence(case: Checking, place: Placed, reached: Reached) -> str:
    return said(case.label(address_of(place.code, "outcome")), reached.words)


def _told(
    case: Checking, place: Placed, reached: Reached, *, unit: UnitScore | None
) -> Iterator[Finding]:
    code, address = CODES[reached.verdict], address_of(place.code, "outcome")
    message = _sentence(case, place, reached)
    if unit is not None and _is_full(case, unit):
        asked = f"{message}，得分却是满分，请改正或说明理由"
        yield explain(code, address, asked, reason=unit.reason)
    elif reached.verdict is Verdict.OPEN:
        yield remind(code, address, f"{message}，请核对")


def _is_full(case: Checking, unit: UnitScore) -> bool:
    """Say whether unit has full marks which nothing else asks about."""
    if unit.score is None or unit.weight is None or unit.score < unit.weight:
        return False
    places = case.laid.form.scoring.places
    return unit.proposed is None or unit.score <= round_half_up(unit.proposed, places)


def _copies(case: Checking, leaves: list[Placed]) -> Iterator[Finding]:
    """Point out outcomes that are their target's words, operators included, and figures if every
    one is its target. A figure, a day, a grade or a short word may well be what came of it."""
    sides = [
        (address_of(place.code, "outcome"), *sides_of(place, case.context)) for place in leaves
    ]
    pairs = [each for each in sides if What.ABSENT not in (each[1].what, each[2].what)]
    copied = [each for each in pairs if each[1].words == each[2].words]
    for address, outcome, _ in copied:
        if _is_copied(outcome):
            message = f"{case.label(address)}与目标值一字不差，请填实际完成情况"
            yield remind("copied_target", address, message)
    if len(pairs) >= FEW and len(copied) == len(pairs):
        message = f"{len(pairs)} 项指标的完成值全部与目标值相同，请核对是否照抄目标"
        yield remind("copied_target", pairs[0][0], message)


def _is_copied(outcome: Measured) -> bool:
    if outcome.what is What.WORDS:
        return len(outcome.words) > SHORT
    if outcome.what is What.FIGURE and not any(map(str.isdigit, outcome.words)):
        return False  # 无安全事故
    is_open = outcome.sign not in (Sign.PLAIN, Sign.EXACTLY)
    return outcome.what in (What.FIGURE, What.DATE) and is_open
