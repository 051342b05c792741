"""Fonts cut down to the characters that a paper uses, without the places of those it does not.

WeasyPrint keeps every glyph at its number, so that a font of 65,000 leaves an empty place for each
that is not used: nine tenths of a card of two pages. A font whose glyphs bear names of their own
(CIDs, as Chinese fonts in OpenType have them) needs no places: PDF finds its glyphs by these names,
and they are the numbers that WeasyPrint writes. Imports nothing of Django.
"""

import io
import struct
from collections.abc import Collection, Iterable, Mapping

from fontTools.ttLib import TTFont
from pydyf import PDF, Stream
from weasyprint import Document
from weasyprint.pdf.fonts import Font
from weasyprint.text.ffi import ffi, harfbuzz, harfbuzz_subset
from weasyprint.text.fonts import get_hb_object_data

#: What reading a PDF needs none of: sorted, as HarfBuzz wants its sets.
DROPPED = (
    b"BASE", b"DSIG", b"GDEF", b"GPOS", b"GSUB", b"JSTF", b"LTSH", b"PCLT", b"SVG ", b"VORG",
    b"vhea", b"vmtx",
)  # fmt: skip
CFF = "CFF "

_with_places = Font.subset


class CutFont(bytes):
    """A font of which only what is used is left, each glyph under its CID."""


def cut(font: Font, to_unicode: Mapping[int, str], hinting: bool) -> None:
    """Cut a font of WeasyPrint's, in its place; in WeasyPrint's way where it cannot be done so."""
    can_be = to_unicode and harfbuzz_subset and not font.missing and _is_named_by_number(font)
    content = _cut(font, sorted(to_unicode), hinting=hinting) if can_be else None
    if content is None:
        _with_places(font, to_unicode, hinting)
    else:
        font.file_content = CutFont(content)


def install() -> None:
    Font.subset = cut


def embed_glyphs_alone(document: Document, pdf: PDF) -> None:
    """Put of fonts that were cut here the glyphs alone into the PDF, not the whole OpenType font:
    within that some readers go by numbers. For Document.write_pdf to call at its end."""
    for each in pdf.objects:
        if isinstance(each, Stream) and each.stream and isinstance(each.stream[0], CutFont):
            each.stream = [TTFont(io.BytesIO(each.stream[0])).reader[CFF]]
            each.extra["Subtype"] = "/CIDFontType0C"


def _cut(font: Font, glyphs: Collection[int], *, hinting: bool) -> bytes | None:
    """Return the font with these glyphs alone, moved together; None where HarfBuzz refuses."""
    wanted = ffi.gc(
        harfbuzz_subset.hb_subset_input_create_or_fail(), harfbuzz_subset.hb_subset_input_destroy
    )
    _put(harfbuzz_subset.hb_subset_input_glyph_set(wanted), glyphs)
    flags = harfbuzz_subset.HB_SUBSET_FLAGS_DESUBROUTINIZE
    if not hinting:
        flags |= harfbuzz_subset.HB_SUBSET_FLAGS_NO_HINTING
    harfbuzz_subset.hb_subset_input_set_flags(wanted, flags)
    dropped = harfbuzz_subset.hb_subset_input_set(
        wanted, harfbuzz_subset.HB_SUBSET_SETS_DROP_TABLE_TAG
    )
    _put(dropped, sorted(harfbuzz.hb_tag_from_string(name, -1) for name in DROPPED))
    face = harfbuzz_subset.hb_subset_or_fail(font.hb_face, wanted)
    return get_hb_object_data(ffi.gc(face, harfbuzz.hb_face_destroy)) if face else None


def _put(numbers, held: Iterable[int]) -> None:
    array = ffi.new("hb_codepoint_t[]", list(held))
    harfbuzz.hb_set_add_sorted_array(numbers, array, len(array))


#: By length, place in its file and family of a font: whether each glyph's CID is its number.
_named: dict[tuple[int, int, str], bool] = {}


def _is_named_by_number(font: Font) -> bool:
    """Whether a PDF reader finds each glyph by its number, wherever it stands: one that has CIDs,
    all told by one range from 1 on. Looked up once a process: fonts have 20 MB."""
    if CFF not in font.tables:
        return False
    key = (len(font.file_content), font.index, font.family)
    if key not in _named:
        _named[key] = _has_one_range(TTFont(io.BytesIO(font.file_content), fontNumber=font.index))
    return _named[key]


def _has_one_range(font: TTFont) -> bool:
    glyphs = font["maxp"].numGlyphs
    told = font[CFF].cff.topDictIndex[0].rawDict
    place = told.get("charset", 0)
    one_range = b"\x02" + struct.pack(">HH", 1, glyphs - 2)  # its format, first CID, how many more
    return "ROS" in told and font.reader[CFF][place : place + len(one_range)] == one_range
