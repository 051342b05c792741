"""本年文书: the papers of a year, printed, issued, and given the office's own words."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assessment import permissions
from assessment.jobs import LETTERS_JOB
from assessment.letters import issuing
from assessment.letters.actions import change_words
from assessment.letters.forms import WordsForm
from assessment.letters.kinds import FEEDBACK, KINDS, OWN, REASONS, PaperKind, Words
from assessment.letters.listing import may_make, offices_seen, papers_of
from assessment.letters.making import Whom, check_printable, letter_of, why_not_issue
from assessment.letters.previewing import preview_document, preview_of
from assessment.letters.scored import scored
from assessment.letters.word import letter_docx
from assessment.letters.words import words_of
from assessment.models import CityTable, IssuedPaper, PaperWords, Year
from assessment.views import scope
from assessment.views.downloads import download
from cities.permissions import persona_of
from lib.signs import whole_number
from press.paper.printing import print_one, told_when_impossible
from trust import files, jobs, log
from trust.acts import carry_out
from trust.files import handed_out
from trust.refusals import Refused
from trust.versions import Outdated, version_sent

FORMS = ("pdf", "docx")
OUTDATED = "打开本页之后，他人修改过这种文书的用语，没有保存；请核对右边现在的用语后再改。"
ISSUED_MEANWHILE = "打开本页之后，他人已印发过这份文书，没有再印发；请看下面最新的。"


@require_safe
def year_papers(request, year):
    """Every paper of the year that the person may print, and why not yet. Seven queries."""
    row = _year_or_404(request, year)
    may_set_up = permissions.can_set_up(request.user)
    persona = persona_of(request.user)
    context = {
        "year": row,
        "papers": papers_of(row, request.user),
        "may_set_up": may_set_up,
        "province": persona.sees_all_cities,
        "city_ids": persona.city_ids,
        "is_released": permissions.can_see_scores(request.user, row),
        "own_tables": _own_tables(request, row),
        "kinds": list(KINDS.values()) if may_set_up else [],
    }
    return render(request, "assessment/letters/papers.html", context)


@require_safe
def year_paper(request, year, *, paper, of, form):
    """One paper as PDF or Word."""
    row = _year_or_404(request, year)
    if paper not in OWN or form not in FORMS:
        raise Http404
    whom = _whom_or_404(request, row, paper=paper, of=of)
    check_printable(row, paper)
    letter = letter_of(scored(row), paper, whom)
    action = f"下载{KINDS[paper].name}"
    target = whom.office or whom.place or row
    if form == "docx":
        name = f"{letter.document.name}.docx"
        return download(request, letter_docx(letter), name, action=action, target=target)
    with told_when_impossible():
        pdf = print_one(letter.document)
    return download(request, pdf, f"{letter.document.name}.pdf", action=action, target=target)


@require_POST
def issue(request, year):
    """Issue one paper, to a unit or for the year."""
    row = _year_or_404(request, year)
    permissions.check_can_set_up(request.user)
    paper, of = request.POST.get("paper", ""), request.POST.get("of", "")
    if paper not in OWN:
        raise Http404
    whom = _whom_or_404(request, row, paper=paper, of=of)
    with told_when_impossible():
        carry_out(
            request, issuing.issue_paper, outdated=ISSUED_MEANWHILE,
            done=lambda made: f"“{made.name}”已印发并留存，以后改用语、改数据都不影响它。",
            year=row, paper=paper, place=whom.place,
            seen=version_sent(request.POST, "seen", absent=-1),
        )  # fmt: skip
    return redirect("year-papers", year)


@require_POST
def issue_all(request, year):
    """Issue the letters of all units that have none yet: in the background."""
    row = _year_or_404(request, year)
    permissions.check_can_set_up(request.user)
    if why := why_not_issue(row, FEEDBACK):
        raise Refused(f"{why}；没有印发。")
    job = jobs.start(
        kind=LETTERS_JOB,
        title=f"印发{row}初步结果反馈函",
        parameters={"year": row.number},
        owner=request.user,
        request_actor=log.actor_of(request),
    )
    return redirect("job", pk=job.pk)


@require_safe
def issued(request, year, pk, *, form):
    """A paper as it was issued."""
    if form not in FORMS:
        raise Http404
    rows = IssuedPaper.objects.visible_to(request.user).filter(year__number=year)
    found = get_object_or_404(rows.select_related("year", "pdf", "docx"), pk=pk)
    stored = found.pdf if form == "pdf" else found.docx
    if not files.verify(stored):
        raise Refused(
            f"“{found.name}”印发时留存的文件缺失或被改动，不能下载；请系统管理员从备份中恢复文件。"
        )
    name = f"{found.name}（第{found.number}次印发）.{form}"
    return download(request, files.read(stored), name, action="下载印发的文书", target=found)


@require_http_methods(["GET", "HEAD", "POST"])
def words(request, year, *, paper):
    """The words of a kind of paper; a POST keeps others, or shows them without keeping."""
    row, kind = _words_or_404(request, year, paper)
    current = words_of(row, paper)
    if request.method != "POST":
        return _words_page(request, row, kind, form=WordsForm(kind=kind, current=current))
    form = WordsForm(_posted(request, kind), kind=kind, current=current)
    if not form.is_valid():
        return _words_page(request, row, kind, form=form, status=422)
    if "look" in request.POST:
        return _words_page(request, row, kind, form=form, looked=form.words())
    try:
        change_words(
            year=row, paper=paper, words=form.words(), seen=form.cleaned_data["seen"],
            user=request.user, actor=log.actor_of(request),
        )  # fmt: skip
    except Refused as refusal:
        form.add_error(None, str(refusal))
    except Outdated:
        form.add_error(None, OUTDATED)
        return _words_page(request, row, kind, form=form, status=409)
    else:
        messages.success(request, f"{kind.name}的用语已保存，{kind.used_from}。")
        return redirect("paper-words", year, paper)
    return _words_page(request, row, kind, form=form, status=422)


@require_POST
def preview(request, year, *, paper):
    """The PDF that the words as they are typed would give; nothing is kept."""
    row, kind = _words_or_404(request, year, paper)
    form = WordsForm(request.POST, kind=kind, current=words_of(row, paper))
    if not form.is_valid():
        return _words_page(request, row, kind, form=form, status=422)
    with told_when_impossible():
        pdf = print_one(preview_document(row, kind, form.words()))
    return handed_out(pdf, f"{kind.name}（预览）.pdf", to_keep=False)


def _posted(request, kind: PaperKind):
    """Return what was sent, or the program's own words where those are asked for again."""
    if "usual" not in request.POST:
        return request.POST
    usual = kind.usual
    return {
        "heading": usual.heading,
        "opening": usual.opening,
        "closing": usual.closing,
        "signers": usual.signers,
        "seen": request.POST.get("seen", ""),
    }


def _words_page(
    request,
    year: Year,
    kind: PaperKind,
    *,
    form: WordsForm,
    looked: Words | None = None,
    status=200,
) -> HttpResponse:
    past = PaperWords.objects.filter(year=year, paper=kind.code).order_by("-number")
    current = words_of(year, kind.code)
    context = {
        "year": year,
        "kind": kind,
        "form": form,
        "is_changed": current.number > 0,
        "looked": looked is not None,
        "shown": preview_of(year, kind, looked or current),
        "past": list(past[:20]),
    }
    return render(request, "assessment/letters/words.html", context, status=status)


def _words_or_404(request, number: int, paper: str) -> tuple[Year, PaperKind]:
    year = _year_or_404(request, number)
    permissions.check_can_set_up(request.user)
    if paper not in KINDS:
        raise Http404
    return year, KINDS[paper]


def _year_or_404(request, number: int) -> Year:
    """Return the year for whoever has papers of it: the province and cities."""
    year = scope.year_or_404(request, number)
    persona = persona_of(request.user)
    if not (persona.sees_all_cities or persona.is_city):
        raise Http404
    return year


def _whom_or_404(request, year: Year, *, paper: str, of: str) -> Whom:
    """Return for whom a paper is asked, as far as this person may have it; else 404."""
    if not may_make(request.user, paper):
        raise Http404
    if paper not in (FEEDBACK, REASONS):
        if of != "all":
            raise Http404
        return Whom()
    if of.startswith("office-"):
        pk = whole_number(of.removeprefix("office-")) or 0
        if paper != REASONS:
            raise Http404
        return Whom(office=get_object_or_404(offices_seen(request.user), pk=pk))
    table = scope.table_or_404(request, year.number, of)
    if not permissions.can_see_scores(request.user, year):
        raise Http404
    return Whom(place=table.city)


def _own_tables(request, year: Year) -> list[CityTable]:
    """Return a city's own tables of the year; none for the province."""
    if persona_of(request.user).sees_all_cities:
        return []
    rows = CityTable.objects.visible_to(request.user).filter(year=year)
    return list(rows.select_related("city").order_by("city__key"))
