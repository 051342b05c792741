"""A person's background jobs: the list, one with its progress, its result."""

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from trust import files, log
from trust.jobs import is_allowed, requeue_stale
from trust.models import Job
from trust.refusals import Refused

SHOWN = 50
RESULT_GONE = "结果已清理，可重新生成：请回到原来的页面再做一次。"


@require_GET
def jobs(request: HttpRequest) -> HttpResponse:
    """List the person's newest jobs."""
    mine = Job.objects.visible_to(request.user)[:SHOWN]
    return render(request, "trust/jobs.html", {"jobs": mine})


@require_GET
def job(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one job; asked again by the page every two seconds, which renews no session."""
    found = get_object_or_404(Job.objects.visible_to(request.user), pk=pk)
    if requeue_stale(only=found):
        found.refresh_from_db()
    template = "trust/job_progress.html" if _is_fragment(request) else "trust/job.html"
    return render(request, template, {"job": found, "percent": _percent(found)})


@require_GET
def job_file(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Hand out what the job made, to its owner or the assessment office."""
    found = get_object_or_404(
        Job.objects.downloadable_by(request.user).select_related("file"), pk=pk
    )
    if found.is_result_gone:
        raise Refused(RESULT_GONE)
    if found.file is None:
        raise Http404
    if not is_allowed(found, request.user):
        raise Refused("您已不再担任可以下载这份结果的角色；如有需要请联系考核办。")
    try:
        response = files.serve(found.file, found.file_name)
    except FileNotFoundError:  # a restored site has the rows of results and not their files
        raise Refused(RESULT_GONE) from None
    log.write_alone(
        log.actor_of(request), "下载", found, label=found.file_name,
        after={"SHA-256": found.file.sha256},
    )  # fmt: skip
    return response


def _is_fragment(request: HttpRequest) -> bool:
    return request.headers.get("HX-Request") == "true"


def _percent(job: Job) -> int:
    return min(100, job.done * 100 // job.total) if job.total else 0
