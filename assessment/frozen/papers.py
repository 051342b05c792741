"""The papers of a snapshot: its cards, apart and joined, its ranking and the workbook of its
scores, each made once and kept."""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse

from assessment.exports.scores import scores_xlsx
from assessment.frozen.reading import FrozenYear, read_year
from assessment.letters.kinds import RANKING, SCORECARD, Words
from assessment.letters.words import words_of
from assessment.models import Snapshot, SnapshotUnit, Year
from assessment.paper.ranking import ranking_html, ranking_title
from assessment.paper.scorecard import scorecard_htmls, title_of
from assessment.paper.status import CardStatus
from assessment.permissions import FROZEN
from assessment.scores.standing import CityStanding
from assessment.year.consequences import consequences_of
from press.paper.printing import Document, print_each, print_joined, print_one
from press.paper.qr import qr_svg
from press.paper.rendering import Press
from trust import files, log
from trust.files import safe_name
from trust.models import StoredFile
from trust.refusals import Refused

#: The kind of the job that makes them.
JOB = "snapshot_papers"


@dataclass(frozen=True, slots=True)
class Card:
    """A unit of a snapshot with its scorecard, ready for the press."""

    unit: SnapshotUnit
    document: Document


def newest_of(year: Year) -> Snapshot | None:
    """Return the snapshot that a year's papers are made of, None as long as it is not finalised
    or where it was before years were frozen. One query, or none."""
    if year.state not in FROZEN:
        return None
    rows = Snapshot.objects.filter(year=year)
    return rows.select_related("year", "file", "workbook", "ranking", "cards").first()


def frozen_card(year: Year, place: int) -> SnapshotUnit | None:
    """Return what a finalised year's newest snapshot holds of a place. Two queries, or none."""
    snapshot = newest_of(year)
    if snapshot is None:
        return None
    units = snapshot.units.select_related("snapshot__year", "snapshot__file", "place", "paper")
    return units.filter(place=place).first()


def cards_are_kept(year: Year) -> bool:
    """Say whether all cards in one file are there already. One query of a finalised year, else
    none."""
    snapshot = newest_of(year)
    return snapshot is not None and snapshot.cards is not None


def cards_of(snapshot: Snapshot, places: Collection[int] | None = None) -> list[Card]:
    """Return the cards of these places, or of all, as they were frozen. One query if file and
    year are loaded."""
    return cards_in(snapshot, read_year(snapshot), places)


def cards_in(
    snapshot: Snapshot, frozen: FrozenYear, places: Collection[int] | None = None
) -> list[Card]:
    units = {u.place.key: u for u in snapshot.units.select_related("place", "paper")}
    cities = [
        city
        for city in frozen.standings.cities
        if places is None or units[city.table.city_key].place_id in places
    ]
    own = [units[city.table.city_key] for city in cities]
    words = words_of(snapshot.year, SCORECARD, snapshot.made_at)
    htmls = scorecard_htmls(
        frozen.standings,
        cities,
        evidence=frozen.evidence,
        digest=snapshot.digest_of_log,
        statuses=[card_status(snapshot, unit) for unit in own],
        words=words,
    )
    return [
        Card(unit, _document(unit, city, html, words=words))
        for unit, city, html in zip(own, cities, htmls, strict=True)
    ]


def pdfs_of(press: Press, cards: Sequence[Card]) -> Iterator[bytes]:
    """Yield each card's file, in their order: as it was kept, else made now and kept for good."""
    made = print_each(press, [card.document for card in cards])
    for card, pdf in zip(cards, made, strict=True):
        if not _is_kept(card.unit):
            _keep_paper(card.unit, pdf)
        yield _read(card.unit.paper, card.document.title)


def card_file(unit: SnapshotUnit) -> bytes:
    """Return a unit's card: laid out at most once. No query where it is kept. Raises PaperError."""
    if unit.paper is not None and _is_kept(unit):
        return files.read(unit.paper)
    with Press() as press:
        [pdf] = pdfs_of(press, cards_of(unit.snapshot, {unit.place_id}))
    return pdf


def workbook_of(snapshot: Snapshot, frozen: FrozenYear | None = None) -> bytes:
    """Return the workbook of the year's scores: as it was kept, else made now and kept."""

    def made() -> bytes:
        return scores_xlsx((frozen or read_year(snapshot)).standings, snapshot.named)

    return _kept(snapshot, "workbook", made)


def ranking_document(snapshot: Snapshot, frozen: FrozenYear | None = None) -> Document:
    """Return the ranking as it was frozen, in the words of that day."""
    frozen = frozen or read_year(snapshot)
    standings, entailed = frozen.standings, frozen.consequences
    status = CardStatus(snapshot.named, snapshot.day, snapshot.document)
    words = words_of(snapshot.year, RANKING, snapshot.made_at)
    html = ranking_html(
        standings,
        snapshot.digest_of_log,
        status,
        consequences=consequences_of(snapshot.year) if entailed is None else entailed,
        words=words,
    )
    name, title = ranking_name(snapshot.year), ranking_title(standings, words)
    return Document(name, title, html, is_published=True, kept=snapshot.ranking)


def ranking_file(snapshot: Snapshot, frozen: FrozenYear | None = None) -> bytes:
    """Return the ranking: laid out at most once. Raises PaperError."""
    return _kept(snapshot, "ranking", lambda: print_one(ranking_document(snapshot, frozen)))


def cards_file(snapshot: Snapshot, frozen: FrozenYear | None = None) -> bytes:
    """Return all cards as one PDF: laid out at most once. Raises PaperError."""

    def made() -> bytes:
        cards = cards_in(snapshot, frozen or read_year(snapshot))
        with Press() as press:
            return print_joined(press, [c.document for c in cards], cards_title(snapshot.year))

    return _kept(snapshot, "cards", made)


def ranking_name(year: Year) -> str:
    """Return what the ranking's file is called, without its ending."""
    return f"{year.number}年度考核排名"


def cards_title(year: Year) -> str:
    """Return what all cards in one file are called."""
    return f"{year}评分卡"


#: What is kept of a whole snapshot, by the field that names its file.
_WHOLE = {"workbook": "得分工作簿", "ranking": "排名", "cards": "全部评分卡"}


def _kept(snapshot: Snapshot, field: str, make: Callable[[], bytes]) -> bytes:
    """Return one of _WHOLE: as it was kept, else made now and kept."""
    stored = getattr(snapshot, field)
    if stored is None or not files.verify(stored):
        _keep(snapshot, field, make())
    return _read(getattr(snapshot, field), f"{snapshot}{_WHOLE[field]}")


def _read(stored: StoredFile, title: str) -> bytes:
    if not files.verify(stored):
        raise Refused(
            f"“{title}”留存的文件缺失或被改动，现在生成的与它不同，不能代替；"
            "请系统管理员从备份中恢复文件。"
        )
    return files.read(stored)


def card_status(snapshot: Snapshot, unit: SnapshotUnit) -> CardStatus:
    """Return what a unit's paper of a snapshot says of itself."""
    site = settings.SITE_URL.rstrip("/")
    address = f"{site}{reverse('public-verify')}" if site else ""
    return CardStatus(
        named=snapshot.named,
        day=snapshot.day,
        document=snapshot.document,
        code=unit.code_shown,
        qr=qr_svg(f"{address}?code={unit.code}" if address else unit.code),
        address=address,
    )


def _document(unit: SnapshotUnit, city: CityStanding, html: str, *, words: Words) -> Document:
    name = safe_name(f"{city.table.year}年度{city.city}评分卡")
    return Document(name, title_of(city, words), html, is_published=True, kept=unit.paper)


def _is_kept(unit: SnapshotUnit) -> bool:
    return unit.paper is not None and files.verify(unit.paper)


@log.acting()
def _keep_paper(unit: SnapshotUnit, pdf: bytes) -> None:
    """Keep a unit's card; the one that was kept first stays, and is whole again where its file
    was torn and this one is the same."""
    stored = files.store(pdf)
    row = SnapshotUnit.objects.select_for_update(no_key=True).get(pk=unit.pk)
    if row.paper_id is None:
        row.paper = stored
        row.save(update_fields=["paper"])
        actor = log.command_actor("留存纸面")
        log.write(actor, "留存评分卡", unit, after={"文件 SHA-256": stored.sha256})
    unit.refresh_from_db(fields=["paper"])


@log.acting()
def _keep(snapshot: Snapshot, field: str, data: bytes) -> None:
    stored = files.store(data)
    row = Snapshot.objects.select_for_update(no_key=True).get(pk=snapshot.pk)
    if getattr(row, f"{field}_id") is None:
        setattr(row, field, stored)
        row.save(update_fields=[field])
        actor = log.command_actor("留存纸面")
        after = {"文件 SHA-256": stored.sha256}
        log.write(actor, f"留存{_WHOLE[field]}", snapshot, after=after)
    snapshot.refresh_from_db(fields=[field])
