"""Whether the words of a clause name a rate that is asked for: 培训获证率 of 获证率95%以上.

县级获证率, 上半年获证率 or 连续两次获证率 is another figure, unless the requirement says so too.
"""

import re

# Whose, when or how often: of a part, or of another figure.
_PARTS = re.compile(
    r"[未不无非各每两二三四五\d季月周旬约若超]|[上下]半年|半年度?|累计|连续|首|再次|同比|平均|[省市县乡镇村区]级"
    "|重点|一[次批期]|一半|部分|其他|人均|逾期|仅|只|除|责任人|不足|最[高低]|达"
)


def says_rate(words: str, name: str, requirement: str) -> bool:
    """Tell whether the words are the name of a rate, or the end of it."""
    if not words.endswith(name):
        return name.endswith(words)
    before = words.removesuffix(name)
    return before in requirement or not _PARTS.search(before)
