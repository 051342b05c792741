"""A kind of job whose papers are small and slow to make, and a worker for it as a process.

    python -m tests.press.lending FOLDER [stall]

FOLDER is the machine's own: its papers, and how far it is, as empty files. stall: it takes a
portion and never ends with it.
"""

import os
import sys
import time
from pathlib import Path

COUNT, TITLE = 80, "协助"
#: Seconds that the documents of a portion take: others have the time to come, and to load what
#: lays out.
PAUSE = 2.0


def register(pause: float = 0.0, stalls: Path | None = None) -> None:
    """Tell trust.jobs of the kind. pause: seconds that the documents of a portion take; stalls: a
    file that is there once this process has a portion that it will not end with."""
    from press.paper.printing import Document, zipped
    from press.paper.rendering import Press
    from press.paper.sharing import Batch, Shared, lending
    from trust import files, jobs

    def documents(numbers):
        time.sleep(pause)
        if stalls:
            stalls.touch()
            time.sleep(60)
        return [Document(f"{n}", f"{TITLE}{n}", f"<p>第{n}份") for n in numbers]

    def batches():
        return [Batch(range(COUNT), documents)]

    @jobs.job(TITLE, lend=lending(batches))
    def work(job):
        [batch] = batches()
        with Press() as press:
            named = ((f"{d.name}.pdf", pdf) for d, pdf in Shared(job, press, batch).each(batch))
            with zipped(named, job.created_at) as held:
                return jobs.Produced(files.store(held), f"{TITLE}.zip")


def main(folder: str, *words: str) -> None:
    own = Path(folder)
    os.environ["MEDIA_ROOT"] = str(own / "media")
    import django
    from django.core.management import call_command

    django.setup()
    from trust import portions
    from trust.management.commands import db_worker

    register(PAUSE, own / "stalled" if "stall" in words else None)
    portions.LOST_AFTER = portions.timedelta(seconds=1)
    portions.BEAT_EVERY = db_worker.LOOK_EVERY = 0.1
    (own / "ready").touch()
    call_command("db_worker")


if __name__ == "__main__":
    main(*sys.argv[1:])
