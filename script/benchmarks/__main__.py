"""Run one measurement: python -m script.benchmarks NAME, in the site that script/bench made."""

import os
import sys
from importlib import import_module

import django

from script.benchmarks.figures import yardstick


def main(name: str) -> None:
    django.setup()
    print(
        f"\n{name}  (load average {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores, "
        f"yardstick {yardstick() * 1000:.0f} ms)",
        flush=True,
    )
    import_module(f"script.benchmarks.{name}").main()


if __name__ == "__main__":
    main(sys.argv[1])
