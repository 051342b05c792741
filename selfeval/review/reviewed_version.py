"""What the pages of a review know of one submitted version: its words in the paper's layout,
last year's beside them, what changed, what the checks found, what was said, what happened.

Read on demand, each thing once; every part says its queries.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import cached_property

from django.urls import reverse

from lib.wording import person_as, wording
from selfeval import loading, states
from selfeval.comments.board import Board
from selfeval.comments.places import Places
from selfeval.engine.addresses import address_of, owner_of
from selfeval.engine.answers import answers_of
from selfeval.engine.cells import entered_words, rows_of
from selfeval.engine.compare import compare
from selfeval.engine.evaluate import evaluate
from selfeval.engine.laid import Laid
from selfeval.engine.names import TOTAL_ROW
from selfeval.engine.results import DOUBTS, Difference, Finding
from selfeval.engine.scoring_types import Method, Severity
from selfeval.loading import Assessed
from selfeval.models import Remark, RemarkState, Report, Return, Submission
from selfeval.paper.document import paper_of
from selfeval.paper.filing import filing_of
from selfeval.paper.model import ReportPaper
from selfeval.review import reading
from trust.models import AuditEntry

#: Findings as their list names them.
SEVERITIES = {
    Severity.ERROR: ("错误", "error"),
    Severity.EXPLAIN: ("需说明", "unsettled"),
    Severity.REMIND: ("提示", "notice"),
}
DOUBT = ("存疑", "doubt")
#: Answers longer than this are compared phrase by phrase.
LONG = 24
#: What of the log tells a report's story; how it was typed is not among it.
TOLD = frozenset(step.label for step in states.STEPS) | {"提交自评报告", "批准延期", "催报"}


@dataclass(frozen=True, slots=True)
class FoundLine:
    """A finding as it stood when the report was submitted, with its explanation."""

    word: str
    kind: str
    label: str
    message: str
    explanation: str
    anchor: str


@dataclass(frozen=True, slots=True)
class RemarkLine:
    remark: Remark
    label: str
    anchor: str
    is_open: bool
    may_settle: bool


@dataclass(frozen=True, slots=True)
class WordedDifference:
    """A difference, long words phrase by phrase."""

    difference: Difference
    parts: tuple[tuple[str, str], ...] = ()

    @property
    def anchor(self) -> str:
        return reading.dom_id(self.difference.place)


@dataclass(frozen=True, slots=True)
class Event:
    at: datetime
    who: str
    text: str
    reason: str


@dataclass(frozen=True, slots=True)
class FileLine:
    """url: empty where the file is no longer served."""

    name: str
    label: str
    url: str


class ReviewedVersion:
    """report: with task.form, county.city and latest loaded. submission: which version."""

    def __init__(self, report: Report, submission: Submission, user):
        submission.report = report
        self.report, self.submission, self.user = report, submission, user

    @cached_property
    def assessed(self) -> Assessed:
        return loading.submitted_of(self.submission)

    @cached_property
    def paper(self) -> ReportPaper:
        return paper_of(self.assessed, filing_of(self.report, self.submission))

    @cached_property
    def labels(self) -> dict[str, str]:
        own = self.assessed
        return own.laid.labels | {unit.code: unit.label for unit in own.evaluated.score.units}

    def label(self, address: str) -> str:
        """Return how people call a cell."""
        return self.labels.get(address, address or "整份报告")

    @cached_property
    def submissions(self) -> list[Submission]:
        """Return every version, the newest first, without what was filled in. One query."""
        rows = Submission.objects.filter(report=self.report).select_related("submitted_by")
        return list(rows.defer("data", "findings", "figures", "attachments"))

    @cached_property
    def previous(self) -> Submission | None:
        """Return the version before this one, whole. One query, none for the first."""
        if self.submission.number < 2:
            return None
        return Submission.objects.filter(
            report=self.report, number=self.submission.number - 1
        ).first()

    @cached_property
    def changes(self) -> tuple[Difference, ...]:
        return differences(self.assessed, self.previous, self.submission) if self.previous else ()

    @cached_property
    def before(self) -> Mapping[str, str]:
        """Return last year's words by address, but those of grown rows. One query."""
        last = loading.last_year_of(self.report)
        own = self.assessed
        return shown_words(Laid(own.form, last, own.year - 1)) if last else {}

    @cached_property
    def returns(self) -> list[Return]:
        """One query."""
        return list(self.report.returns.select_related("returned_by", "submission"))

    @cached_property
    def remarks(self) -> list[RemarkLine]:
        """Return what was said: to the county only what was sent. One query."""
        rows = Remark.objects.filter(report=self.report).select_related("written_by")
        if self.is_county:
            rows = rows.exclude(sent_with=None)
        return [self._remark(row) for row in rows]

    @property
    def is_county(self) -> bool:
        return states.the_county(self.user, self.report)

    @cached_property
    def steps(self) -> list[states.Step]:
        return [step for step in states.steps_for(self.report, self.user) if step.name != "submit"]

    @property
    def may_return(self) -> bool:
        return any(step.name in ("return", "reopen") for step in self.steps)

    @property
    def may_remark(self) -> bool:
        """Remarks are written by whose turn it is to review."""
        return any(step.name == "return" for step in self.steps)

    def _remark(self, row: Remark) -> RemarkLine:
        return RemarkLine(
            row,
            self.label(row.cell),
            reading.dom_id(row.cell),
            row.state != RemarkState.SETTLED,
            self.may_remark and row.state != RemarkState.SETTLED,
        )

    @cached_property
    def findings(self) -> list[FoundLine]:
        return [self._found(found) for found in self.submission.findings]

    def _found(self, found: dict) -> FoundLine:
        severity, place = Severity(found["severity"]), found["place"]
        word, kind = DOUBT if found["code"] in DOUBTS else SEVERITIES[severity]
        explanation = found.get("explanation", "")
        if severity is Severity.EXPLAIN:
            explanation = explanation or self._reason(found["code"], place)
        return FoundLine(
            word=word,
            kind=kind,
            label=self.labels.get(place, ""),
            message=found["message"],
            explanation=explanation,
            anchor=reading.dom_id(place),
        )

    def _reason(self, code: str, place: str) -> str:
        """Return the reason beside the score that a finding is about."""
        own = self.assessed
        codes = [owner_of(place)]
        if code == "low_execution":
            codes = [each.code for each in own.laid.nodes if each.node.method is Method.EXECUTION]
        return next((own.answers.answer(each).reason for each in codes), "")

    @cached_property
    def beside(self) -> reading.Beside:
        findings: dict[str, list[Finding]] = defaultdict(list)
        for found in self.assessed.findings:
            findings[found.place].append(found)
        computed = self.assessed.evaluated.computed
        units = self.assessed.evaluated.score.units
        return reading.Beside(
            before=self.before,
            changed={change.place: change for change in self.changes},
            findings={place: tuple(found) for place, found in findings.items()},
            remarks=Counter(line.remark.cell for line in self.remarks if line.is_open),
            comments=self.comments.marks,
            derivations={address: cell.derivation for address, cell in computed.items()}
            | {address_of(unit.code, "score"): unit.derivation for unit in units},
        )

    @cached_property
    def comments(self) -> Board:
        """Return what the person's colleagues say of the report. One query."""
        places = Places(self.assessed.laid)
        return Board(self.report, self.user, places=places, anchor_of=reading.dom_id)

    @cached_property
    def sections(self) -> tuple[reading.SeenSection, ...]:
        own = {section.code for section in self.assessed.form.sections}
        found = reading.sections_of(self.paper, self.beside)
        return tuple(section for section in found if section.code in own)

    @cached_property
    def aside(self) -> list[tuple[str, str, str]]:
        return reading.unprinted(self.assessed, self.paper)

    @cached_property
    def events(self) -> list[Event]:
        """Return what happened to the report, the latest first. One query."""
        return events_of(self.report)

    @property
    def execution(self) -> Decimal | None:
        """In percent."""
        ratio = self.submission.execution
        return None if ratio is None else ratio * 100

    @property
    def explained(self) -> int:
        return sum(found["severity"] == Severity.EXPLAIN for found in self.submission.findings)

    @property
    def attachments(self) -> list[FileLine]:
        """Return the files as they were submitted, but for the sealed paper. No query."""
        return [
            FileLine(
                row["name"],
                self.labels.get(row["code"], ""),
                reverse("attachment", args=[row["id"]]),
            )
            for row in self.submission.files
        ]

    @property
    def choice_groups(self) -> list[tuple[str, list[tuple[str, str]]]]:
        """Return the cells that a remark or a return can name, by section."""
        own = self.assessed
        groups: dict[str, list[tuple[str, str]]] = {}
        for cell in own.laid.cells:
            if not cell.is_computed and not cell.fixed:
                groups.setdefault(cell.section, []).append((cell.address, cell.label))
        labels = {section.code: section.label for section in own.form.sections}
        return [(labels[code], cells) for code, cells in groups.items()]

    def choices(self) -> dict[str, str]:
        """Return the same without sections, by address."""
        return {address: label for _, cells in self.choice_groups for address, label in cells}


def differences(
    assessed: Assessed, before: Submission, after: Submission
) -> tuple[Difference, ...]:
    """Return the cells in which two versions of one report differ, in the form's order."""
    old, new = (Laid(assessed.form, answers_of(row.data), assessed.year) for row in (before, after))
    return compare(old, new)


def changes_of(found: Sequence[Difference]) -> list[WordedDifference]:
    """Return differences for people: long words phrase by phrase."""
    return [
        WordedDifference(each, tuple(wording(each.before, each.after)) if _is_long(each) else ())
        for each in found
    ]


def _is_long(each: Difference) -> bool:
    return "—" not in (each.before, each.after) and max(len(each.before), len(each.after)) > LONG


def shown_words(laid: Laid) -> dict[str, str]:
    """Return a report's words and computed values by address, but those of grown rows: the
    third project of last year is not this year's third."""
    computed = {
        address: cell.value.shown
        for address, cell in evaluate(laid).computed.items()
        if not cell.value.is_absent
    }
    grown = set(_grown(laid))
    words = entered_words(laid.answers) | computed
    return {address: text for address, text in words.items() if owner_of(address) not in grown}


def _grown(laid: Laid) -> Iterator[str]:
    """Yield the rows that the county added."""
    for table in laid.index.tables.values():
        for key, _, row in rows_of(table, laid.answers):
            if row is None and key != TOTAL_ROW:
                yield address_of(table.code, key)


def events_of(report: Report) -> list[Event]:
    """Return the report's story out of the log. One query.

    The log itself is the auditor's; whoever may read the report may read what of it led the
    report from stage to stage, without addresses, request numbers or contents.
    """
    rows = AuditEntry.objects.filter(
        object_type=Report._meta.label_lower, object_key=str(report.pk), action__in=TOLD,
        outcome="done",
    ).only("at", "actor_name", "role", "action", "reason")  # fmt: skip
    return [
        Event(row.at, person_as(row.actor_name, row.role), row.action, row.reason)
        for row in rows.order_by("-sequence")
    ]
