"""Run one drill: python -m script.drills NAME; script/drill clears the environment before."""

import os
import signal
import sys
from importlib import import_module


def main(name: str) -> None:
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # a drill cleans up behind itself
    print(
        f"\n{name}  (load average {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores)", flush=True
    )
    import_module(f"script.drills.{name}").main()


if __name__ == "__main__":
    main(sys.argv[1])
