"""How much a file from outside may ask of us."""

MIB = 1 << 20

FILE_BYTES = 20 * MIB

ARCHIVE_ENTRIES = 2_000
ARCHIVE_UNPACKED = 100 * MIB
ARCHIVE_RATIO = 100
#: Below this an archive may shrink as well as it likes: an empty sheet packs 200 : 1.
ARCHIVE_RATIO_MATTERS = 4 * MIB
#: A directory of 2,000 names of ordinary length; more is an attack on the reader of the directory.
ARCHIVE_DIRECTORY = MIB
ARCHIVE_NAME = 240
#: An embedded document is looked into once; what it embeds in turn is refused.
ARCHIVE_DEPTH = 1

IMAGE_PIXELS = 200_000_000
JSON_DEPTH = 40
#: Strings, commas and brackets together.
JSON_VALUES = 500_000

CHILD_SECONDS = 30
CHILD_MEMORY = 1024 * MIB
CHILD_ANSWER = 64 * MIB
#: Parsers at once in one web process; the others wait their turn.
CHILDREN = 2
