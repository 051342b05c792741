"""Which fonts the paper is set in, and a plain word when there is none.

Fonts are named, never shipped: the office's licensed ones come first, then the
free ones of Debian's fonts-noto-cjk. Imports nothing of Django.
"""

import subprocess
from functools import cache

#: One of these is enough: each has the characters of GB 18030's first plane.
CHINESE_FAMILIES = (
    "Noto Serif CJK SC",
    "Noto Sans CJK SC",
    "Source Han Serif SC",
    "Source Han Sans SC",
    "仿宋_GB2312",
    "FangSong_GB2312",
    "FangSong",
    "仿宋",
    "SimSun",
    "宋体",
    "FandolFang",
)


class PaperError(Exception):
    """No paper can be made; str() is a Chinese sentence that says why and what to do."""


def check_fonts() -> None:
    """Raise PaperError if no font could show Chinese: better no paper than boxes."""
    if not installed_families() & set(CHINESE_FAMILIES):
        raise PaperError(
            "服务器上没有可用的中文字体，未生成 PDF。请安装 fonts-noto-cjk"
            "（apt-get install fonts-noto-cjk）或方正小标宋、仿宋_GB2312 等字体后重试。"
        )


def installed_families() -> frozenset[str]:
    """Return every name of every installed font family."""
    families = (line.partition("|")[0] for line in font_list())
    return frozenset(name.strip() for names in families for name in names.split(","))


@cache
def font_list() -> tuple[str, ...]:
    """Return family|style|version of every installed font, sorted; asked once a process."""
    told = "%{family}|%{style}|%{fontversion}\n"
    try:
        listed = subprocess.run(
            ["fc-list", "--format", told], capture_output=True, check=True, timeout=60
        ).stdout.decode("utf-8", "replace")
    except (OSError, subprocess.SubprocessError) as error:
        raise PaperError(
            "无法查询服务器的字体（fc-list 不可用），未生成 PDF。请安装 fontconfig 后重试。"
        ) from error
    return tuple(sorted(set(listed.splitlines())))
