"""How paper is set in the office formats: fonts by name, looks as alignments."""

from selfeval.paper.model import Look

TITLE, BODY, HEADING, KAI = "方正小标宋简体", "仿宋_GB2312", "黑体", "楷体_GB2312"
CENTRED = (Look.HEAD, Look.SIDE, Look.MIDDLE, Look.RUBRIC)
BOLD_FONTS = {Look.HEAD: HEADING, Look.RUBRIC: HEADING}


def font_of(look: Look) -> str:
    return BOLD_FONTS.get(look, BODY)


def alignment_of(look: Look) -> str:
    """Return center, right or left."""
    if look in CENTRED:
        return "center"
    return "right" if look is Look.FIGURE else "left"
