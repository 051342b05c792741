"""QR codes on paper, as drawings within the document."""

from io import BytesIO

import segno


def qr_svg(text: str) -> str:
    """Return the code of a text as an SVG element, as large as its box.

    A quarter of it may be smudged or stamped over; the same text gives the same drawing.
    """
    out = BytesIO()
    code = segno.make_qr(text, error="q", boost_error=False)
    code.save(out, kind="svg", xmldecl=False, svgns=True, nl=False, omitsize=True, border=2)
    return out.getvalue().decode()
