"""How a person in a role, and a text that was changed, are put into words."""

import difflib
import re

#: How a name, or a role, ends of whoever acts for somebody else.
_FOR = re.compile(r"（代 [^（）]+）$")
_PHRASES = re.compile(r"[^，。；、：（）()]*[，。；、：（）()]?")


def in_name_of(what: str, absent: str) -> str:
    """Return a person, or a role, with whom it acts for: «李四（代 张三）»."""
    return f"{what}（代 {absent}）"


def whom_for(told: str) -> tuple[str, str]:
    """Return a name or a role without whom it acts for, and that by itself: «（代 张三）» or ""."""
    found = _FOR.search(told)
    return (told[: found.start()], found[0]) if found else (told, "")


def who(role: str, name: str) -> str:
    """Return how a writer is named: 培训中心 张三; whom it acts for comes last."""
    role, acts_for = whom_for(role)
    return " ".join(part for part in (role, name) if part) + acts_for


def person_as(name: str, role: str) -> str:
    """Return a person with the role acted in, each said once; whom it acts for comes last."""
    role, acts_for = whom_for(role)
    if acts_for:
        return person_as(name, role) + acts_for
    if role in name or name in role:
        return max(name, role, key=len)
    return f"{role} {name}"


def ended(sentence: str) -> str:
    """Return what somebody wrote with the stop that a sentence ends with, once."""
    return f"{sentence.strip().rstrip('。')}。"


def of_year(title: str, year: int, whose: str = "") -> str:
    """Return what a title is called with its year in front and, after it, whose it is: the year
    once, also where the title says it."""
    rest = without_year(title, year)
    if rest == title and says_year(title, year):
        return f"{whose}{title}"
    return f"{year}年度{whose}{rest}"


def without_year(title: str, year: int) -> str:
    """Return a title without its year in front, for where the year stands beside it."""
    return re.sub(rf"^\s*{year}\s*年(?:度|(?![底初末\d一二三四五六七八九十]))\s*", "", title)


def says_year(title: str, year: int) -> bool:
    return re.search(rf"(?<!\d){year}\s*年", title) is not None


def wording(before: str, after: str) -> list[tuple[str, str]]:
    """Return the later text phrase by phrase as (same | added | removed, words)."""
    old, new = _phrases(before), _phrases(after)
    parts: list[tuple[str, str]] = []
    matcher = difflib.SequenceMatcher(a=_bare(old), b=_bare(new), autojunk=False)
    for tag, a, b, c, d in matcher.get_opcodes():
        if tag == "equal":
            parts.append(("same", "".join(new[c:d])))
            continue
        parts += [("removed", "".join(old[a:b]))] if b > a else []
        parts += [("added", "".join(new[c:d]))] if d > c else []
    return parts


def _phrases(text: str) -> list[str]:
    return [phrase for phrase in _PHRASES.findall(text) if phrase]


def _bare(phrases: list[str]) -> list[str]:
    """Return phrases without their spaces: a space more or less is no change."""
    return ["".join(phrase.split()) for phrase in phrases]
