"""A paper of the year as data: made once, written as PDF by the press and as .docx by word.py."""

from dataclasses import dataclass

from django.template.loader import render_to_string

from assessment.letters.words import Filled
from assessment.paper.status import CardStatus
from assessment.self_check.paper import PaperTable
from press.paper.printing import Document
from press.paper.wording import is_long_title, short_digest
from trust.files import safe_name

NUMBER = "文号：＿＿＿＿＿＿＿＿＿＿＿＿"
#: Of a title's last signs: no line holds 的函 alone.
TITLE_END = 6
NO_DAY = "　　　　年　　月　　日"


@dataclass(frozen=True, slots=True)
class Letter:
    """name: of its file. words: filled in. number: below the title, its place is left empty where
    there is none. to: 主送. tables: a letter has them behind its signature, as annexes; a form
    before its signers. day: that it bears, as written. copy_to: 抄送. status: what it says of
    itself; is_wide: on sheets laid across. is_final: made of a snapshot. is_example: its figures
    are invented, to show what the fields of its words become."""

    name: str
    words: Filled
    tables: tuple[PaperTable, ...]
    digest: str
    status: CardStatus
    is_letter: bool = False
    is_wide: bool = False
    is_final: bool = False
    is_example: bool = False
    number: str = NUMBER
    to: str = ""
    day: str = NO_DAY
    copy_to: str = ""
    notes: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        return self.words.heading

    @property
    def title_parts(self) -> tuple[str, str]:
        """Return the title before its last words, and those: no line breaks within them."""
        return self.title[:-TITLE_END], self.title[-TITLE_END:]

    @property
    def annexes(self) -> tuple[str, ...]:
        """Return what the annexes of a letter are called."""
        if not self.is_letter:
            return ()
        captions = [table.caption for table in self.tables]
        if len(captions) == 1:
            return (f"附件：{captions[0]}",)
        return tuple(
            f"{'附件：' if at == 1 else '　　　'}{at}. {caption}"
            for at, caption in enumerate(captions, 1)
        )

    @property
    def document(self) -> Document:
        """Return it for the press."""
        html = render_to_string(
            "paper/letter.html",
            {
                "title": self.title,
                "is_long": is_long_title(self.title),
                "paper": self,
                "digest": short_digest(self.digest),
            },
        )
        return Document(safe_name(self.name), self.title, html, is_published=self.is_final)
