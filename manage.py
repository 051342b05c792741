#!/usr/bin/env python
"""Django's command line for this project."""

import os
import sys

#: Commands that lay out: what they do it with is loaded beside Django, not after it.
LAYING_OUT = frozenset({"render_scorecards", "render_selfeval"})


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    if LAYING_OUT.intersection(sys.argv[1:2]):
        from press.paper import standby

        standby.prepare()
    try:
        from django.core.management import execute_from_command_line
    except ImportError as error:
        raise SystemExit(
            "找不到 Django。请先运行 script/server 建立 .venv，再用 .venv/bin/python manage.py …"
        ) from error
    try:
        execute_from_command_line(sys.argv)
    except Exception as error:
        # Our own commands say so themselves; Django's (migrate, check) do not.
        from trust.outage import why_away

        if not (why := why_away(error)):
            raise
        told = str(error).strip().splitlines()[:1]
        raise SystemExit(f"{why}，什么也没有做：{''.join(told)}") from None


if __name__ == "__main__":
    main()
