"""评价表式: a form from its draft to the day it is retired, its editor, its links to measures."""
