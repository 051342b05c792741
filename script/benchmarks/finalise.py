"""Finalising a year: the snapshot, its papers and its workbook, against the press alone.

The press alone lays out the same cards, apart and joined, and the ranking, of HTML that is there
already. Both start the press as often; every snapshot has codes of its own, so nothing is kept.
"""

from collections.abc import Callable
from functools import partial

from assessment.frozen import papers as frozen_papers
from assessment.frozen.actions import Decision, freeze
from assessment.frozen.reading import read_year
from assessment.models import Snapshot
from cities.models import Account
from press.paper.printing import print_each
from press.paper.rendering import Press
from press.paper.sharing import print_alone
from script.benchmarks.figures import interleaved, seconds, show
from script.benchmarks.site import OFFICE, the_year
from trust import log

ROUNDS = 5
MOST = 1.25


def main(rounds: int = ROUNDS, username: str = OFFICE) -> None:
    office = Account.objects.get(username=username)
    last = _finalised(office)
    steps = {
        "snapshot": partial(_frozen, office),
        "whole": partial(_finalised, office),
        "papers": _laid_out(last),
        "workbook": partial(frozen_papers.scores_xlsx, read_year(last).standings, last.named),
    }
    took = interleaved(rounds, **{name: partial(seconds, step) for name, step in steps.items()})
    units = last.units.count()
    for name, what in (
        ("whole", f"finalising {units} units, all papers"),
        ("snapshot", "  the snapshot, checked by computing it again"),
        ("papers", "  the press alone, the same papers"),
        ("workbook", "  the workbook"),
    ):
        show(what, f"{took[name]:.2f} s")
    ratio = took["whole"] / took["papers"]
    show("finalising ÷ the press alone", f"{ratio:.2f}", f"≤ {MOST}", ratio <= MOST)


def _frozen(office: Account) -> Snapshot:
    return freeze(
        year=the_year(),
        decision=Decision("厅长办公会"),
        proposer=None,
        confirmer=office,
        actor=log.Actor(str(office), office),
    )


def _finalised(office: Account) -> Snapshot:
    """Freeze the year and make what its job makes (assessment.jobs.snapshot_papers)."""
    snapshot = _frozen(office)
    frozen = read_year(snapshot)
    cards = frozen_papers.frozen_cards(snapshot, frozen)
    with Press() as press:
        printed = print_each(press, cards.documents())
        for _ in frozen_papers.kept_each([unit for unit, _ in cards.things], printed):
            pass
    whole = cards.joined_as(frozen_papers.cards_title(snapshot.year))
    frozen_papers.cards_file(snapshot, lambda: print_alone(whole))
    frozen_papers.ranking_file(snapshot, frozen)
    frozen_papers.workbook_of(snapshot, frozen)
    return snapshot


def _laid_out(snapshot: Snapshot) -> Callable[[], None]:
    """Return what lays out a snapshot's papers and nothing else."""
    frozen = read_year(snapshot)
    cards = list(frozen_papers.frozen_cards(snapshot, frozen).documents())
    ranking = frozen_papers.ranking_document(snapshot, frozen)

    def lay_out() -> None:
        with Press() as press:
            for _ in press.each([(card.title, card.html) for card in cards]):
                pass
        with Press() as press:
            press.join([card.html for card in cards], frozen_papers.cards_title(snapshot.year))
        with Press() as press:
            for _ in press.each([(ranking.title, ranking.html)]):
                pass

    return lay_out
