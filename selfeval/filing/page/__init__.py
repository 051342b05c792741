"""What a page shows of a report's section: the official table with its cells to fill in.

Pure: made of what selfeval.loading assessed and of what the page knows around it.
"""

from selfeval.filing.page.places import section_of, where
from selfeval.filing.page.section import build_section, shape_of
from selfeval.filing.page.types import Around, PageSection, Widget

__all__ = [
    "Around",
    "PageSection",
    "Widget",
    "build_section",
    "section_of",
    "shape_of",
    "where",
]
