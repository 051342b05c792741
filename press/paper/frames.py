"""How the site and the processes that lay out speak."""

import struct

#: Before each answer: a byte for its kind and four for its length.
HEAD = struct.Struct(">cI")
#: After each socket that is handed over: the number of the process that speaks through it.
PID = struct.Struct(">I")
