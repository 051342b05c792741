"""Where a text that names no points ends asking and begins to deduct."""

import re

from assessment.reader.demands import is_demand
from assessment.reader.leftovers import clauses
from assessment.reader.patterns import CONDITION, SCORING
from lib.written_numbers import NUMBER

_ASKING = re.compile(
    "做好|完成|落实|加强|建立|健全|组织|按时|按期|按要求|严格|及时|认真|积极|开展|制定|召开|实现|全面|确保"
)


def scoring_start(clean: str) -> int:
    """Return where a text that names no points ends asking and begins to deduct.

    What comes before is left out of the first clause, so it may be no condition: whole
    sentences, and words that plainly ask.
    """
    hit = SCORING.search(clean)
    if hit is None:
        return 0
    start = max(clean.rfind(stop, 0, hit.start()) for stop in "。；") + 1
    comma = clean.rfind("，", start, hit.start())
    asked = clean[start:comma] if comma > start else ""
    is_asked = _ASKING.match(asked) is not None and not CONDITION.search(asked)
    return comma + 1 if is_asked or _is_target(clean, start, comma) else start


# 发放率100%，每低1个百分点…; 全年召开会议不少于2次，每少1次…: what it is short of.
_TARGET = re.compile(
    rf"(?:每年)?[^，。；：未没无不若如凡对在因经按每各任\d]{{2,40}}(?:不少于|不低于|不小于|至少|≥)?{NUMBER}"
    r"(?:%|[^，。；：\d未没无不若如凡对在因经按每各内下前后]{1,4})(?<!的)"
)
_SHORT_OF_IT = re.compile(rf"每?(?:少|低|缺|差|减少|下降|降低)于?(?:{NUMBER}|[一两二三五十])")


def _is_target(clean: str, start: int, comma: int) -> bool:
    """Tell a target from a condition: the clause behind it says what is taken for falling short,
    and nothing but demands stands before it."""
    if not _SHORT_OF_IT.match(clean, comma + 1):
        return False
    first = clean.rfind("，", start, comma) + 1 or start
    before = clauses(clean, start, max(first - 1, start))
    return _TARGET.fullmatch(clean, first, comma) is not None and all(
        is_demand(clean, span) for span in before
    )
