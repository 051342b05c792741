"""Fonts are cut down to what a paper uses, and the paper reads and looks as before."""

import subprocess

import pytest
from weasyprint.pdf.fonts import Font

from press.paper import cutting
from press.paper.layout import make_pdf

HTML = """<style>body { font-family: "Noto Serif CJK SC", "Noto Sans CJK SC" }</style>
<p>2017年度移民安置 85.80 分（“鑫”、—、①）AVAfi</p>"""


def made() -> bytes:
    return make_pdf([HTML], "试验")


def seen(command: str, pdf: bytes) -> bytes:
    """Return what a reader of PDF sees: pdftotext its words, pdftoppm its pixels."""
    words = [command, "-", "-"] if command == "pdftotext" else [command, "-r", "80", "-"]
    done = subprocess.run(words, input=pdf, capture_output=True, check=True)
    assert done.stderr == b""
    return done.stdout


@pytest.fixture
def whole(monkeypatch) -> bytes:
    """The paper as WeasyPrint makes it by itself."""
    with monkeypatch.context() as plain:
        plain.setattr(Font, "subset", cutting._with_places)
        return made()


def test_a_paper_says_and_shows_the_same_in_a_fifth_of_the_size(whole):
    cut = made()
    assert len(cut) < len(whole) / 5
    assert seen("pdftotext", cut) == seen("pdftotext", whole) != b""
    assert seen("pdftoppm", cut) == seen("pdftoppm", whole)
    assert made() == cut


def test_a_font_whose_glyphs_are_not_named_by_number_is_left_to_weasyprint(whole, monkeypatch):
    monkeypatch.setattr(cutting, "_is_named_by_number", lambda font: False)
    assert made() == whole
