"""What a PDF shows, as lines: its title, the size of its paper, and the text page by page.

Asks poppler (pdfinfo, pdftotext), which keeps the words where they stand on the page. How wide
the gaps between them are is not told: they move with the width of the digest at the foot.
"""

import subprocess

TOLD = ("Title:", "Pages:", "Page size:")


def lines_of(data: bytes) -> list[str]:
    known = _ask(["pdfinfo", "-"], data).splitlines()
    lines = [line for line in known if line.startswith(TOLD)]
    pages = _ask(["pdftotext", "-layout", "-", "-"], data).split("\f")
    for number, page in enumerate(pages[:-1], 1):
        words = (" ".join(line.split()) for line in page.splitlines())
        lines += [f"== page {number}", *filter(None, words)]
    return lines


def _ask(command: list[str], data: bytes) -> str:
    return subprocess.run(command, input=data, stdout=subprocess.PIPE, check=True).stdout.decode()
