"""The papers of a snapshot: its cards, apart and joined, its ranking and the workbook of its
scores, each made once and kept."""

from collections.abc import Callable, Collection, Iterable, Iterator
from functools import partial

from django.conf import settings
from django.urls import reverse

from assessment.exports.scores import scores_xlsx
from assessment.frozen.reading import FrozenYear, read_year
from assessment.letters.kinds import RANKING, SCORECARD
from assessment.letters.words import words_of
from assessment.models import Snapshot, SnapshotUnit, Year
from assessment.paper.ranking import ranking_html, ranking_title
from assessment.paper.scorecard import card_writer, title_of
from assessment.paper.status import CardStatus
from assessment.permissions import FROZEN
from assessment.scores.standing import CityStanding
from assessment.year.consequences import consequences_of
from press.paper.printing import Document, print_each, print_one
from press.paper.qr import qr_svg
from press.paper.rendering import Press
from press.paper.sharing import Batch, print_alone
from trust import files, log
from trust.files import safe_name
from trust.models import StoredFile
from trust.refusals import Refused

#: The kind of the job that makes them.
JOB = "snapshot_papers"


#: A unit of a snapshot with what was scored of it.
UnitStanding = tuple[SnapshotUnit, CityStanding]


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


def frozen_cards(
    snapshot: Snapshot, frozen: FrozenYear | None = None, places: Collection[int] | None = None
) -> Batch[UnitStanding]:
    """Return the cards of these places, or of all, as they were frozen, to be printed. Two queries
    if file and year are loaded, one if it was read."""
    frozen = frozen or read_year(snapshot)
    units = {u.place.key: u for u in snapshot.units.select_related("place", "paper")}
    own = [(units[city.table.city_key], city) for city in frozen.standings.cities]
    words = words_of(snapshot.year, SCORECARD, snapshot.made_at)
    write = card_writer(
        frozen.standings, evidence=frozen.evidence, digest=snapshot.digest_of_log, words=words
    )

    def document(of: UnitStanding) -> Document:
        unit, city = of
        html = write(city, card_status(snapshot, unit))
        name = safe_name(f"{city.table.year}年度{city.city}评分卡")
        return Document(name, title_of(city, words), html, is_published=True, kept=unit.paper)

    wanted = [of for of in own if places is None or of[0].place_id in places]
    return Batch(wanted, partial(map, document))


def kept_each(
    units: Iterable[SnapshotUnit], printed: Iterable[tuple[Document, bytes]]
) -> Iterator[tuple[Document, bytes]]:
    """Yield the units' cards with each one's file: as it was kept, else as it is printed now and
    kept for good."""
    for unit, (document, pdf) in zip(units, printed, strict=True):
        if not _is_kept(unit):
            _keep_paper(unit, pdf)
        yield document, _read(unit.paper, document.title)


def card_file(unit: SnapshotUnit) -> bytes:
    """Return a unit's card: laid out at most once. No query where it is kept. Raises PaperError."""
    if unit.paper is not None and _is_kept(unit):
        return files.read(unit.paper)
    batch = frozen_cards(unit.snapshot, places={unit.place_id})
    with Press() as press:
        [(_, pdf)] = kept_each([u for u, _ in batch.things], print_each(press, batch.documents()))
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


def cards_file(snapshot: Snapshot, make: Callable[[], bytes] | None = None) -> bytes:
    """Return all cards as one PDF: laid out at most once, by make or here. Raises PaperError."""

    def alone() -> bytes:
        return print_alone(frozen_cards(snapshot).joined_as(cards_title(snapshot.year)))

    return _kept(snapshot, "cards", make or alone)


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
