"""What a workbook would change in a register, row by row: read, compared, nothing written."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from hashlib import sha256

from django.utils import timezone

from assessment.collection.differences import WorkbookRefused
from assessment.engine.incidents import faults
from assessment.incidents import permissions
from assessment.incidents.entries import IncidentEntry
from assessment.incidents.taking_back import taken_back
from assessment.incidents.workbook import (
    DAYS,
    IncidentRow,
    IncidentRows,
    WrongRegister,
    day_of,
    rows_of,
)
from assessment.models import LONGEST_DESCRIPTION, Incident, IncidentLink, Result, Year
from cities.lookup import Gazetteer, KnownPlace
from cities.models import Office
from cities.permissions import persona_of
from lib.days import FIRST_YEAR, LAST_YEAR, is_meant
from lib.site_words import said, site_words
from lib.wording import who
from press.workbooks.conflicts import CLEAR
from press.workbooks.opening import open_book
from press.workbooks.types import WrongBook

KINDS = {label: value for value, label in Incident.Kind.choices}
#: Columns that are words, with the attribute and the most signs each may have.
WORDS = {
    "文件名称": ("document_name", 200),
    "文号": ("document_number", 80),
    "说明": ("description", LONGEST_DESCRIPTION),
}
SAME = "是同一起事件；请删去重复的一行"
TWICE = "内容完全相同；确是两起的请在说明里写明区别"
DAY_NAMES = dict(zip(DAYS, ("happened_on", "due_on", "put_right_on"), strict=True))


@dataclass(frozen=True, slots=True)
class IncidentChange:
    """A row that would be written. incident: the one it changes, None for a new one. version:
    as it stands. digest: of the row. codes, results: what it is to be counted in beside."""

    place: str
    entry: IncidentEntry
    office: Office
    digest: str
    city: str
    incident: Incident | None = None
    results: tuple[int, ...] = ()
    codes: tuple[str, ...] = ()

    @property
    def is_new(self) -> bool:
        return self.incident is None

    @property
    def changes_entry(self) -> bool:
        return self.incident is None or IncidentEntry.of(self.incident) != self.entry

    @property
    def told(self) -> str:
        """Return the row in words, as a preview lists it."""
        entry, row = self.entry, self.incident
        number = "新登记" if row is None else f"第 {row.number} 号"
        done = f"{number} {self.city} {entry.happened_on} {entry.document_number}".strip()
        parts = [] if self.is_new else list(self._differences())
        parts += [f"计入 {code}" for code in self.codes]
        words = entry.description[:40] if self.is_new else ""
        return f"{done}：{'；'.join(filter(None, (words, *parts)))}"

    def _differences(self) -> Iterable[str]:
        before = IncidentEntry.of(self.incident)
        for name in IncidentEntry.__dataclass_fields__:
            old, new = getattr(before, name), getattr(self.entry, name)
            if old != new:
                label = str(Incident._meta.get_field(name.removesuffix("_id")).verbose_name)
                shown = "" if name.endswith("_id") else f"{old or '—'} → {new or '—'}"
                yield f"{said(label)} {shown}".strip()


@dataclass(frozen=True, slots=True)
class RegisterComparison:
    """changes: in the workbook's order. same: how many rows say what stands. notices: on what
    was not read, and on rows that are known though they were changed since."""

    changes: tuple[IncidentChange, ...]
    same: int
    notices: tuple[str, ...] = ()


class WrongRow(ValueError):
    """What a row says cannot be taken; str() says in which column, why, and what to do."""


def compare(year: Year, data: bytes, filename: str, *, user=None) -> RegisterComparison:
    """Return what the workbook would change. Writes nothing.

    user: who imports; None for a command. Raises Refused or WorkbookRefused with a line for
    every row that cannot be taken. Eight queries, whatever the number of rows.
    """
    permissions.check(permissions.why_not_register(user, year))
    book = open_book(data, filename if filename != "-" else "标准输入.xlsx")
    try:
        rows = rows_of(book)
    except (WrongRegister, WrongBook) as wrong:
        raise WorkbookRefused([str(wrong)]) from wrong
    return _IncidentComparing(year, user, rows).run()


def digest_of(entry: IncidentEntry) -> str:
    """Return what makes a row the same one again: where, when, of which kind, what."""
    told = (
        entry.city_id,
        entry.county_id,
        entry.happened_on,
        entry.kind,
        entry.document_name,
        entry.document_number,
        entry.description,
    )
    return sha256("\n".join(map(str, told)).encode()).hexdigest()


@dataclass(slots=True)
class _IncidentComparing:
    """A year's register against the rows of one workbook; what is found is gathered here."""

    year: Year
    user: object
    rows: IncidentRows
    gazetteer: Gazetteer = field(default_factory=Gazetteer.load)
    errors: list[str] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)
    changes: list[IncidentChange] = field(default_factory=list)
    seen: dict[object, str] = field(default_factory=dict)
    same: int = 0
    by_number: dict[int, Incident] = field(init=False)
    by_digest: dict[str, Incident] = field(init=False)
    offices: dict[str, Office] = field(init=False)
    own: frozenset[int] | None = field(init=False)
    links: set[tuple[int, int]] = field(init=False)
    cells: dict[str, tuple[int, int]] = field(init=False)

    def run(self) -> RegisterComparison:
        self._load()
        self.errors += self.rows.problems
        for row in self.rows.rows:
            try:
                self._row(row)
            except WrongRow as wrong:
                self.errors.append(f"{row.place} {wrong}")
        if self.errors:
            raise WorkbookRefused(self.errors)
        notices = (*self.notices, *self.rows.notices)
        return RegisterComparison(tuple(self.changes), self.same, notices)

    def _load(self) -> None:
        held = Incident.objects.filter(year=self.year).with_places().order_by("number")
        self.by_number = {incident.number: incident for incident in held}
        self.by_digest = {}
        gone = taken_back(self.year)
        known = [row for row in self.by_number.values() if row.pk not in gone]
        for incident in known:
            self.by_digest.setdefault(digest_of(IncidentEntry.of(incident)), incident)
        for incident in known:
            if incident.row_digest:
                self.by_digest.setdefault(incident.row_digest, incident)
        self.offices = {office.name: office for office in Office.objects.all()}
        self.own = persona_of(self.user).office_ids if self.user else None
        links = IncidentLink.objects.filter(incident__year=self.year)
        self.links = set(links.values_list("incident", "result"))
        counts = Result.objects.for_year(self.year.number).filter(measure__kind="次数")
        item = "measure__component__item__section__table__city"
        self.cells = {
            code: (pk, city) for pk, code, city in counts.values_list("pk", "measure__code", item)
        }

    def _row(self, row: IncidentRow) -> None:
        incident = self._numbered(row.words)
        if incident is not None:
            self._check_once(("number", incident.number), row.place, SAME)
        entry = self._entry(row.words, incident)
        digest = digest_of(entry)
        if incident is None:
            if known := self.by_digest.get(digest):
                self._known(row, known, entry)
                return
            self._check_once(
                ("row", digest), row.place, "内容完全相同；确是两起的请在说明里写明区别"
            )
        office = incident.office if incident else self._office(row.words["登记处室"])
        change = IncidentChange(
            place=row.place,
            entry=entry,
            office=office,
            digest=digest,
            city=self._city_name(entry),
            incident=incident,
        )
        change = self._counted(change, row.words["计入测量项编码"])
        if change.changes_entry:
            self._check_may_change(incident, row.words["版本"])
        if change.changes_entry or change.results:
            self.changes.append(change)
        else:
            self.same += 1

    def _known(self, row: IncidentRow, known: Incident, entry: IncidentEntry) -> None:
        """A row that is registered: the same file again, or a line that lost its number."""
        self._check_once(("number", known.number), row.place, SAME)
        self.same += 1
        if IncidentEntry.of(known) != entry or known.is_withdrawn:
            what = "已撤销" if known.is_withdrawn else "与台账现有的内容不同"
            told = f"{row.place}已登记为第 {known.number} 号，{what}，没有再登记，也没有改动"
            self.notices.append(f"{told}；要改请用导出的台账")

    def _numbered(self, words: Mapping[str, str]) -> Incident | None:
        number = words["编号"].removeprefix("第").removesuffix("号").strip()
        if not number:
            return None
        if not (number.isascii() and number.isdigit() and len(number) < 9):
            raise WrongRow(f"编号 “{words['编号'][:20]}”不是台账的编号；新登记的请留空")
        found = self.by_number.get(int(number))
        if found is None:
            raise WrongRow(f"编号 {number} 在{self.year}的台账中没有；新登记的请留空")
        return found

    def _check_once(self, key: object, place: str, what: str) -> None:
        if key in self.seen:
            raise WrongRow(f"与{self.seen[key]}{what}")
        self.seen[key] = place

    def _check_may_change(self, incident: Incident | None, version: str) -> None:
        if incident is None:
            return
        if why := permissions.why_not_change(self.user, incident):
            raise WrongRow(why)
        if not version:
            raise WrongRow("版本 是空的，而内容与台账不同，分不清以哪个为准；请重新导出后修改")
        if version != str(incident.version):
            by = who(incident.recorded_as, str(incident.recorded_by or ""))
            raise WrongRow(
                f"导出之后，{by}于 {timezone.localtime(incident.recorded_at):%Y-%m-%d %H:%M} "
                f"改过第 {incident.number} 号事件；请重新导出后修改"
            )

    def _entry(self, words: Mapping[str, str], incident: Incident | None) -> IncidentEntry:
        """Return what a row says; what it leaves empty stays as it is where the row is known."""
        city = self._city(words["市州"])
        before = IncidentEntry.of(incident) if incident else None
        said_of = {
            "city_id": city.pk,
            "county_id": self._county(city, words["县市区"], before),
            "kind": self._kind(words["类别"]),
        }
        for name, (attribute, longest) in WORDS.items():
            text = words[name].strip()
            if len(text) > longest:
                raise WrongRow(f"{name} 超过 {longest} 个字；请删减后再导入")
            said_of[attribute] = _taken(text, before, attribute, nothing="")
        for name, attribute in DAY_NAMES.items():
            said_of[attribute] = _taken(_day(name, words[name]), before, attribute, nothing=None)
        entry = IncidentEntry(**said_of)
        if entry.happened_on is None or not entry.description:
            raise WrongRow(f"{'日期' if entry.happened_on is None else '说明'} 没有填写")
        days = {name: said_of[name] for name in DAY_NAMES.values()}
        for sentence in faults(**days, today=timezone.localdate()).values():
            raise WrongRow(sentence.rstrip("。"))
        return entry

    def _city(self, name: str) -> KnownPlace:
        found = self.gazetteer.city("".join(name.split()))
        if found is None:
            raise WrongRow(f"{site_words().unit} “{name[:20]}”不在地区表中；请核对名称")
        return found

    def _county(self, city: KnownPlace, name: str, before: IncidentEntry | None) -> int | None:
        if name == CLEAR:
            return None
        if not name:
            return before.county_id if before and before.city_id == city.pk else None
        found = self.gazetteer.county(city.name, "".join(name.split()))
        if found is None:
            raise WrongRow(f"{said('县市区')} “{name[:20]}”不属于{city.name}；请核对名称或留空")
        return found.pk

    def _kind(self, name: str) -> str:
        if name not in KINDS:
            raise WrongRow(f"类别 “{name[:20]}”不是 {'、'.join(KINDS)} 之一")
        return KINDS[name]

    def _office(self, name: str) -> Office:
        if self.own is not None and not name and len(self.own) == 1:
            return next(o for o in self.offices.values() if o.pk in self.own)
        found = self.offices.get(name)
        if found is None:
            raise WrongRow(f"登记处室 “{name[:20]}”不在处室表中；请填写处室全称")
        if self.own is not None and found.pk not in self.own:
            raise WrongRow(f"登记处室 是{name}，本账号不能以其名义登记；请由{name}导入")
        return found

    def _counted(self, change: IncidentChange, words: str) -> IncidentChange:
        """Add the cells that the row names and the incident does not count in yet."""
        codes, results = [], []
        for code in filter(None, words.replace("，", "、").replace(",", "、").split("、")):
            code = code.strip()
            if code not in self.cells:
                raise WrongRow(f"计入测量项编码 “{code[:40]}”不是{self.year}的次数测量项")
            result, city = self.cells[code]
            if city != change.entry.city_id:
                raise WrongRow(f"计入测量项编码 “{code}”不是{change.city}的测量项")
            if change.incident is None or (change.incident.pk, result) not in self.links:
                codes.append(code)
                results.append(result)
        return replace(change, codes=tuple(codes), results=tuple(results))

    def _city_name(self, entry: IncidentEntry) -> str:
        return next(c.name for c in self.gazetteer.cities if c.pk == entry.city_id)


def _taken(value, before: IncidentEntry | None, name: str, *, nothing):
    """Return what a cell makes of a column: an empty one leaves it, 清空 empties it."""
    if value == CLEAR:
        return nothing
    if value in ("", None):
        return getattr(before, name) if before else nothing
    return value


def _day(name: str, words: str) -> date | str | None:
    if not words or words == CLEAR:
        return words or None
    try:
        day = day_of(words)
    except ValueError:
        raise WrongRow(f"{name} “{words[:20]}”不是日期；请写成 2017-05-02") from None
    if not is_meant(day):
        raise WrongRow(f"{name} 的年份应在 {FIRST_YEAR} 至 {LAST_YEAR} 之间")
    return day
