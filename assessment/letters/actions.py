"""What the 考核办 does about its papers: words changed, papers issued and kept."""

from dataclasses import asdict
from typing import Any

from assessment import permissions
from assessment.flow.signing import name_of
from assessment.letters.fields import has_stray_brace, unknown_fields, with_braces
from assessment.letters.kinds import KINDS, RANKING, SCORECARD, PaperKind, Words
from assessment.letters.words import told_words
from assessment.models import PaperWords, Year
from assessment.models.letters import LONGEST_HEADING, LONGEST_SIGNERS, LONGEST_TEXT
from trust import log
from trust.refusals import Refused
from trust.touched import created
from trust.versions import Outdated

NOTHING = "没有保存。"
#: Every snapshot prints them anew, a correction's for all units: their words are frozen, too.
OF_SNAPSHOTS = (SCORECARD, RANKING)
PARTS = {"heading": "标题", "opening": "开头", "closing": "结尾", "signers": "署名"}
_LONGEST = {
    "heading": LONGEST_HEADING,
    "opening": LONGEST_TEXT,
    "closing": LONGEST_TEXT,
    "signers": LONGEST_SIGNERS,
}


@log.acting()
def change_words(
    *, year: Year, paper: str, words: Words, seen: int, user, actor: log.Actor
) -> PaperWords:
    """Give a kind of paper other words from now on; what is issued or dated before keeps its own,
    and a finalised year those of its cards and ranking.

    seen: the number of the words that the person saw, 0 for the program's. Raises Refused or
    Outdated. Writes: a wording more, one entry.
    """
    permissions.check_can_set_up(user)
    kind = KINDS[paper]
    words = clean_words(words)
    if faults := faults_of(kind, words):
        raise Refused("；".join(faults.values()))
    year = Year.objects.select_for_update(no_key=True).get(pk=year.pk)
    if paper in OF_SNAPSHOTS and year.state in permissions.FROZEN:
        raise Refused(
            f"{year}已审定，{kind.name}用审定当时的用语，以后的更正也不改它；{NOTHING}"
            "确需改动的，请撤回审定以后再改。"
        )
    last: Any = PaperWords.objects.filter(year=year, paper=paper).order_by("-number").first()
    if seen != (last.number if last else 0):
        raise Outdated(last or year)
    before = told_words(last) or kind.usual
    if _parts(before) == _parts(words):
        raise Refused(f"{kind.name}的用语和现在的一样，没有改动；{NOTHING}")
    found = PaperWords.objects.create(
        year=year, paper=paper, number=seen + 1, changed_by=user, changed_as=name_of(actor),
        **{part: getattr(words, part) for part in PARTS},
    )  # fmt: skip
    moved = [part for part in PARTS if getattr(before, part) != getattr(words, part)]
    log.write(
        actor, "修改文书用语", found,
        before={"文书": kind.name} | {PARTS[part]: getattr(before, part) for part in moved},
        after={"文书": kind.name} | {PARTS[part]: getattr(words, part) for part in moved},
    )  # fmt: skip
    return found


def copy_words(origin: Year, year: Year, *, user, actor: log.Actor) -> None:
    """Give a year that is made like another one its words, but for kinds that have words already.
    Called within an action, which logs. Three queries at most."""
    own = set(PaperWords.objects.filter(year=year).values_list("paper", flat=True))
    latest: dict[str, PaperWords] = {}
    for row in PaperWords.objects.filter(year=origin).order_by("number"):
        latest[row.paper] = row
    copies = [
        PaperWords(
            year=year, paper=row.paper, number=1, changed_by=user, changed_as=name_of(actor),
            **{part: getattr(row, part) for part in PARTS},
        )
        for row in latest.values()
        if row.paper not in own
    ]  # fmt: skip
    created(PaperWords.objects.bulk_create(copies))
    for copy in copies:
        log.write(actor, "沿用文书用语", copy, after={"照": origin.number})


def clean_words(words: Words) -> Words:
    """Return words as they are kept: lines ended alike, one kind of braces."""
    kept = map(_as_kept, (words.heading, words.opening, words.closing, words.signers))
    heading, opening, closing, signers = kept
    return Words(heading, opening, closing, signers)


def _as_kept(text: str) -> str:
    lines = with_braces(text).strip().splitlines()
    return "\n".join(line.rstrip() for line in lines)


def faults_of(kind: PaperKind, words: Words) -> dict[str, str]:
    """Return by part why these words cannot be; a field that is none is named."""
    faults = {}
    if not words.heading:
        faults["heading"] = f"请填标题；{NOTHING}"
    elif "\n" in words.heading:
        faults["heading"] = f"标题只能写一行；{NOTHING}"
    for part, label in PARTS.items():
        text = getattr(words, part)
        if len(text) > _LONGEST[part]:
            over = f"{label}有 {len(text)} 个字，不能超过 {_LONGEST[part]} 个字"
            faults[part] = f"{over}；{NOTHING}"
        elif unknown := unknown_fields(text, kind.field_names):
            named = "、".join(f"{{{name}}}" for name in unknown)
            faults[part] = (
                f"{label}里的 {named} 不是{kind.name}的字段；"
                f"请从字段里选用，或去掉花括号。{NOTHING}"
            )
        elif has_stray_brace(text):
            faults[part] = f"{label}里有花括号没有成对；花括号只用来写字段，如 {{年度}}。{NOTHING}"
    return faults


def _parts(words: Words) -> dict[str, object]:
    return {part: text for part, text in asdict(words).items() if part in PARTS}
