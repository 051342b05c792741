"""How the site and the processes that lay out speak."""

import struct

#: Before each answer: a byte for its kind and four for its length.
HEAD = struct.Struct(">cI")
