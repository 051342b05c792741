"""What a PDF shows, as lines: its title, the size of its paper, and the text page by page.

Asks poppler (pdfinfo, pdftotext), which keeps the words where they stand on the page.
"""

import subprocess

TOLD = ("Title:", "Pages:", "Page size:")


def lines_of(data: bytes) -> list[str]:
    known = _ask(["pdfinfo", "-"], data).splitlines()
    lines = [line for line in known if line.startswith(TOLD)]
    pages = _ask(["pdftotext", "-layout", "-", "-"], data).split("\f")
    for number, page in enumerate(pages[:-1], 1):
        lines += [f"== page {number}", *(line.rstrip() for line in page.splitlines())]
    return lines


def _ask(command: list[str], data: bytes) -> str:
    return subprocess.run(command, input=data, stdout=subprocess.PIPE, check=True).stdout.decode()
