"""Run by script/same: python -m sameness take FOLDER [PART …], in the checkout; or diff OLD NEW."""

import sys
from pathlib import Path


def main(arguments: list[str]) -> int:
    match arguments:
        case ["take", folder, *parts]:
            from .taking import take

            take(Path(folder), parts)
            return 0
        case ["diff", old, new]:
            from .difference import tell

            return tell(Path(old), Path(new))
    raise SystemExit(__doc__)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
