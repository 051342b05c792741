"""What is done and yet costs points: 未开展培训扣2分，开展一次扣1分.

Who writes so means that once is too little, and not that each time costs a point. How many times
would be enough, or what two of them cost, the words do not say.
"""

import re
from functools import lru_cache

from assessment.reader.patterns import EACH, TAKE
from lib.written_numbers import NUMBER as N

_VERBS = (
    "开展|组织|召开|举办|完成|落实|整改|检查|巡查|督查|调研|走访|慰问|演练|培训|宣传|报送|上报|建成|建立|成立|配[备齐置]"
    "|设立|制定|编制|印发|解决|化解|办结|参加|参会|参训|公开|公示|学习|发布|销号|验收|拨付|发放|采用|采纳|录用|安置"
)
#: Behind a comma or at once: 开展一次, 只召开会议1次, 每整改一处.
_DOES = re.compile(rf"每?(?:全年|年内|年度)?(?:只|仅|就|已经?|共|能)*(?:{_VERBS})")
_WRONG = re.compile(
    "[未不无没非违漏误缺逾迟错假超乱差虚失死伤亡拖欠骗占毁]|被|投诉|上访|事故|问题|舆情|隐患|通报|滞后|重复|擅自|批评|约谈|问责"
)
_ONE = re.compile(rf"(?:[每只仅有]|发[生现]|出现)*(?:一|{N})(?:{EACH})|[每只仅有的，]")


def is_done(words: str, scoring: str) -> bool:
    """Tell words of something that is asked for: by its verb, or as to be without it costs
    points too (有一名专职人员扣1分，无专职人员扣2分)."""
    last = words.rpartition("，")[2]
    if _DOES.match(last) and not _WRONG.search(words):
        return True
    what = _ONE.sub("", last)
    if len(what) < 2 or _WRONG.search(what):
        return False
    return what in _denied(scoring)


_DENIED = re.compile(
    rf"(?:未|没有?|无|不)(?P<what>[^，。；、\d]{{2,30}}?)的?，?(?:{TAKE}{N}分|不得分)"
)


@lru_cache(maxsize=32)  # a scoring is asked about once for each clause of it
def _denied(scoring: str) -> frozenset[str]:
    """Return what costs points not to be there, and its beginnings: 人员 of 无人员的扣2分."""
    found = {match["what"] for match in _DENIED.finditer(scoring)}
    return frozenset(each[:size] for each in found for size in range(2, len(each) + 1))


def counts_twice(subject: str, tail: str) -> bool:
    """Tell 会议少于4次的，每次 and 重复建设3次以上的，每次: each that is lacking, each beyond, or
    each of all?"""
    unit = re.escape(tail.rstrip("）")[-1:])
    return bool(
        unit and re.search(rf"{N}(?:{unit}|人{unit})(?:（含）)?(?:及?以[上下内])?的?，?$", subject)
    )
