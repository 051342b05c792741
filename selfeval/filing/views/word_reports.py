"""导入 Word 报告: the county's own .docx beside the form, and what is confirmed of it written."""

from itertools import groupby

from django import forms
from django.views.decorators.http import require_http_methods

from selfeval.engine.wording import words_for
from selfeval.filing.filling import Filling
from selfeval.filing.previewed_file import PreviewedFileForm
from selfeval.filing.views import previewed
from selfeval.filing.views.previewed import Way
from selfeval.filing.word_report.intake import read_word_report
from selfeval.filing.word_report.planning import WordPlan, carry_out, plan_of
from trust import log
from trust.forms import needed
from trust.imports import Source
from trust.refusals import Refused

#: How long a previewed import may wait for its confirmation: it is read line by line.
PREVIEW_SECONDS = 2 * 60 * 60
SALT = "selfeval-word-report"
WHOSE = "请先确认这就是要填的这一份报告，再写入。本次导入未保存任何内容。"


class WordReportForm(PreviewedFileForm):
    """A Word report to preview, or the signed parcel of a preview to carry out."""

    noun = " Word 报告"
    help_text = "本县自己写好的 .docx；先逐格对照，勾选确认后才写入。"
    accept = ".docx"

    file = needed(forms.FileField(label="Word 报告", required=False))


def _tie(filling: Filling) -> list[int]:
    return [filling.report.pk]


def _plan(filling: Filling, data: bytes, name: str, *, actor: log.Actor) -> WordPlan:
    return plan_of(filling, read_word_report(filling, data, name), actor=actor)


def _shown(filling: Filling, plan: WordPlan, sent) -> dict:
    """sent: what was ticked before; None: what is sure is ticked."""
    year = filling.assessed.year
    labels = {s.code: words_for(s.label, year) for s in filling.assessed.form.sections}
    ticked = None if sent is None else set(sent.getlist("take"))
    lines = [(c, c.is_sure if ticked is None else c.key in ticked) for c in plan.cells]
    groups = groupby(lines, key=lambda line: line[0].section)
    return {
        "groups": [(labels.get(code, ""), list(found)) for code, found in groups],
        "is_ours": sent is not None and "is-ours" in sent,
    }


def _write(filling: Filling, plan: WordPlan, sent, *, actor: log.Actor, source: Source) -> int:
    if plan.strange and "is-ours" not in sent:
        raise Refused(WHOSE)
    return carry_out(filling, plan, sent.getlist("take"), actor=actor, source=source)


WORD = Way(
    form=WordReportForm,
    template="selfeval/filling/word_report.html",
    page="report-word-import",
    salt=SALT,
    seconds=PREVIEW_SECONDS,
    tie=_tie,
    plan=_plan,
    shown=_shown,
    write=_write,
    said='已从“{}”写入 {} 格。导入错了可以<a href="{}#imports">撤回这次导入</a>。',
)


@require_http_methods(["GET", "HEAD", "POST"])
def bring_in(request, report):
    """Upload a Word report, see what it says beside the draft, write what is ticked."""
    return previewed.bring_in(request, report, WORD)
