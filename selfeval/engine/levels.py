"""Grades in words (定性): 好, 较好, 一般, 差; 达成, 基本达成; 合格, 不合格."""

import re
from typing import NamedTuple


class Level(NamedTuple):
    """A place on a scale. rank: the higher the better, 1 the last; comparable on one scale only.
    of: how many ranks the scale has."""

    scale: str
    rank: int
    of: int

    @property
    def is_low(self) -> bool:
        """Say whether it lies below the middle: who wants that wants it of something bad."""
        return 2 * self.rank <= self.of


#: Scales of words, the best first.
_SCALES: tuple[tuple[str, ...], ...] = (
    ("优秀|优", "良好|良", "中等|中|一般|合格|及格", "差|较差|不合格|不及格"),
    ("好|很好|非常好", "较好|比较好|良好", "一般|尚可", "较差|不够好", "差|不好"),
    ("高|很高", "较高|比较高", "一般|中等|中", "较低|偏低", "低"),
    ("强|很强", "较强|比较强", "一般", "较弱", "弱"),
    (
        "完成|已完成|全部完成|已全部完成|如期完成|按期完成|按时完成",
        "基本完成",
        "部分完成",
        "未完成|没有完成",
    ),
    ("达成|达成预期指标|全部达成", "基本达成", "部分达成", "未达成|未达成预期指标"),
    ("满意|很满意|非常满意", "基本满意|较满意|比较满意", "一般", "不满意"),
    ("合格|全部合格", "基本合格", "不合格"),
    ("达标|已达标|全部达标", "基本达标", "未达标|不达标"),
    ("及时|按时|及时完成|按时完成|按期完成|如期完成", "较及时|基本及时", "不及时|未及时|逾期"),
    ("是", "否"),
)
#: What may be more or less so: 显著, 较显著, 一般, 不显著.
_QUALITIES = "显著|明显|有效|完善|健全|规范|合理|充分|稳定|到位"
_MOVES = "提高|提升|改善|增强|增加|改进|优化"
_QUALITY = re.compile(
    rf"(?:(?P<high>很|非常|十分)|(?P<low>较|比较|基本)|(?P<none>不|不够|未|没有))?(?P<of>{_QUALITIES})"
)
_MOVE = re.compile(
    rf"(?:(?P<high>显著|明显|大幅|有效|较大)|(?:得到|有所|逐步|进一步|持续|不断)"
    rf"|(?P<none>未|没有|无明显|未见))?(?P<of>{_MOVES})"
)
_ASIDE = re.compile(r"^定性(?:指标)?[:：/-]?")
_PLACES = {"high": 4, "low": 2, "none": 1}


def read_levels(text: str) -> tuple[Level, ...]:
    """Return the places that text (narrow, without spaces) has on the scales that know it: «一般»
    has one on several, what is no grade on none."""
    words = _ASIDE.sub("", text)
    found = [
        Level(names[0].partition("|")[0], len(names) - place, len(names))
        for names in _SCALES
        for place, alike in enumerate(names)
        if words in alike.split("|")
    ]
    more = _QUALITY.fullmatch(words) or _MOVE.fullmatch(words)
    if more is not None:
        marks = [rank for name, rank in _PLACES.items() if more.groupdict().get(name)]
        found.append(Level(more["of"], marks[0] if marks else 3, 4))
    return tuple(found)


def shared(one: tuple[Level, ...], other: tuple[Level, ...]) -> tuple[Level, Level] | None:
    """Return two grades on a scale that knows both, the one on which the other is highest (合格 is
    the best of 合格 and 不合格); None if none does."""
    places = {level.scale: level for level in other}
    pairs = [(level, places[level.scale]) for level in one if level.scale in places]
    return max(pairs, key=lambda pair: pair[1].rank / pair[1].of, default=None)
