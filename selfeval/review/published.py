"""What everybody may read of a report: its accepted version, what is personal masked, with what
was decided about names when it was published. Page and papers for the public are made of it.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

from selfeval import loading
from selfeval.engine.answers import answers_of
from selfeval.engine.evaluate import evaluate_form
from selfeval.engine.laid import Laid
from selfeval.engine.masking import Masked, hidden_in, masked
from selfeval.models import Publication, Report, Submission
from selfeval.paper.document import paper_of
from selfeval.paper.filing import filing_of
from selfeval.paper.model import ReportPaper
from trust.refusals import Refused


@dataclass(frozen=True, slots=True)
class PublicReport:
    """A report as the public reads it. masked: its words, with where they are masked."""

    paper: ReportPaper
    masked: Masked


def public_report_of(report: Report, decided: Collection[str] | None = None) -> PublicReport:
    """Return what the public reads of the accepted version.

    decided: names to mask, by their keys; None for those that were decided when it was published.
    No query if task.form, county.city, accepted and, where it is asked, its publication are loaded.
    """
    submission = accepted_of(report)
    hidden = decided_of(submission) if decided is None else decided
    words = masked_of(report, hidden)
    form, year = loading.form_of(report.task.form), report.task.year
    assessed = loading.Assessed(evaluate_form(form, words.answers, year), (), ())
    # The code is for who holds the paper: by a digest one could try what has been masked.
    filing = filing_of(report, submission)
    filing = replace(filing, digest="", project=hidden_in(filing.project))
    return PublicReport(paper_of(assessed, filing, is_public=True), words)


def masked_of(report: Report, decided: Collection[str] = ()) -> Masked:
    """Return the words of the accepted version, masked. No query, as public_report_of."""
    form, entered = loading.form_of(report.task.form), answers_of(accepted_of(report).data)
    return masked(Laid(form, entered, report.task.year), decided)


def accepted_of(report: Report) -> Submission:
    if report.accepted is None:
        raise Refused(f"{report.county_name}的报告还没有审核通过，没有可以公开的版本。")
    return report.accepted


def decided_of(submission: Submission) -> list[str]:
    """Return the names that were to be masked; none if it was published before one was asked."""
    publication = getattr(submission, "publication", None)
    return publication.hidden if publication else []


def keep_decisions(report: Report, *, decided: Mapping[str, bool], user) -> dict:
    """Keep what was decided about names; return words for the log. Raises Refused if other names
    are to be decided about than were."""
    hidden = sorted(key for key, is_hidden in decided.items() if is_hidden)
    kept = sorted(key for key, is_hidden in decided.items() if not is_hidden)
    words = masked_of(report, hidden)
    check_decided(report, words, decided)
    masks = {str(kind): places for kind, places in words.counts.items()}
    told = {"hidden": hidden, "kept": kept, "masks": masks, "published_by": user}
    Publication.objects.update_or_create(submission=report.accepted, defaults=told)
    return {"遮盖": masks, "确认遮盖的姓名": hidden, "确认保留的文字": kept}


def check_decided(report: Report, words: Masked, decided: Collection[str]) -> None:
    """Raise Refused unless exactly the names are decided that are asked about."""
    waiting = [one.key for one in words.asked if one.key not in decided]
    if waiting:
        raise Refused(
            f"{report.county_name}的报告里有 {len(waiting)} 个可能的姓名还没有确认是否遮盖"
            f"（{'、'.join(waiting[:3])}），没有公开；请打开“公开”页逐个确认。"
        )
    if len(decided) > len(words.asked):
        raise Refused("要确认的姓名已有变动，没有公开；请刷新“公开”页重新核对。")
