"""What a page shows of a report's section: the paper's layout with its cells to fill in.

Pure: made of what selfeval.loading assessed and of what the page knows around it.
"""

from selfeval.filing.page.places import places_of, shape_of, where
from selfeval.filing.page.section import build_section
from selfeval.filing.page.types import Around, PageSection

__all__ = ["Around", "PageSection", "build_section", "places_of", "shape_of", "where"]
