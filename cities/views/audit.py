"""The auditor's pages: the log, one entry, an export, a check of the chain or of a kept head."""

from collections.abc import Mapping
from functools import wraps
from io import BytesIO

from django.core.paginator import Paginator
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cities.audit_forms import AuditFilterForm, HeadForm
from cities.permissions import persona_of
from lib.sheet_page import new_book
from trust import log, registries
from trust.files import CONTENT_TYPES
from trust.models import AuditEntry
from trust.proof import head_now
from trust.refusals import Refused
from trust.spreadsheet import Lister

PAGE = 50
MOST_EXPORTED = 20_000
HEADER = (
    "序号", "时间", "操作人", "角色", "地址", "请求编号", "操作", "对象类型", "对象编号", "对象",
    "变更前", "变更后", "理由", "结果", "摘要",
)  # fmt: skip
WIDTHS = (7, 20, 10, 10, 10, 17, 12, 10, 7, 22, 30, 30, 16, 6, 23)


def for_auditors(view):
    """Refuse everyone else: administrators above all may not read what is logged about them."""

    @wraps(view)
    def guarded(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if not persona_of(request.user).is_auditor:
            raise Refused("审计日志只供审计员查看。")
        return view(request, *args, **kwargs)

    return guarded


@require_GET
@for_auditors
def audit_log(request: HttpRequest) -> HttpResponse:
    """List the entries, newest first. 4 queries beside the person's: actions, count, page."""
    form, entries = _found(request)
    page = Paginator(entries, PAGE).get_page(request.GET.get("page"))
    context = {"form": form, "page": page, "query": request.GET.urlencode()}
    return render(request, "trust/audit_log.html", context)


@require_GET
@for_auditors
def audit_entry(request: HttpRequest, sequence: int) -> HttpResponse:
    """Show one entry with what stood before and after, side by side, and for which rows it
    answers."""
    entry = get_object_or_404(AuditEntry.objects.visible_to(request.user), sequence=sequence)
    told = {"entry": entry, "changes": changes_of(entry), "tables": tables_of(entry.rows or {})}
    return render(request, "trust/audit_entry.html", told)


@require_GET
@for_auditors
def audit_export(request: HttpRequest) -> HttpResponse:
    """Hand out the entries found as a workbook; the export is an entry itself."""
    form, entries = _found(request)
    count = entries.count()
    if count > MOST_EXPORTED:
        raise Refused(
            f"符合条件的记录有 {count:,} 条，一次最多导出 {MOST_EXPORTED:,} 条。"
            "请返回上一页，缩小日期范围后再导出。"
        )
    data = _workbook(entries)
    log.write_alone(
        log.actor_of(request), "导出审计日志", after={"条数": count, "条件": _told(form)}
    )
    name = f"审计日志{timezone.localtime():%Y%m%d%H%M}.xlsx"
    return FileResponse(
        data, as_attachment=True, filename=name, content_type=CONTENT_TYPES[".xlsx"]
    )


@require_http_methods(["GET", "HEAD", "POST"])
@for_auditors
def audit_head(request: HttpRequest) -> HttpResponse:
    """Say whether a head that the auditor kept still stands; the question is an entry itself."""
    form = HeadForm(request.POST or None)
    context = {"form": form, "now": head_now()}
    if form.is_valid():
        head = form.cleaned_data["head"]
        context |= {"head": head, "fault": head.fault()}
        told = {"链头": str(head), "结果": context["fault"] or "相符"}
        log.write_alone(log.actor_of(request), "核对链头", after=told)
    status = 422 if request.method == "POST" and not form.is_valid() else 200
    return render(request, "trust/audit_head.html", context, status=status)


@require_POST
@for_auditors
def audit_verify(request: HttpRequest) -> HttpResponse:
    """Check the whole chain and say what was found; the check is an entry itself."""
    count, head, broken = log.verify()
    found = {"记录数": count, "链头": head, "首处异常": broken.sequence if broken else "无"}
    log.write_alone(log.actor_of(request), "核验审计日志", after=found)
    context = {"count": count, "head": head, "broken": broken}
    return render(request, "trust/audit_verify.html", context)


def changes_of(entry: AuditEntry) -> list[tuple[str, object, object, bool]]:
    """Return name, value before, value after, and whether they differ.

    In the order told on SQLite; PostgreSQL keeps no order of names in JSON.
    """
    before, after = _named(entry.before), _named(entry.after)
    names = list(dict.fromkeys([*before, *after]))
    return [
        (name, before.get(name), after.get(name), before.get(name) != after.get(name))
        for name in names
    ]


def tables_of(rows: Mapping) -> list[tuple[str, int, int]]:
    """Return name, rows that stand and rows that went, of each table that an entry answers for."""
    answered = dict(registries.answered_rows.items())
    return [
        (_table_name(answered, label), len(held) - gone, gone)
        for label, held in sorted(rows.items())
        for gone in [sum(digest is None for digest in held.values())]
    ]


def _table_name(answered: Mapping, label: str) -> str:
    return str(answered[label]._meta.verbose_name) if label in answered else label


def _named(values) -> dict:
    if values is None:
        return {}
    return values if isinstance(values, dict) else {"内容": values}


def _found(request: HttpRequest):
    """Return the filter form and the entries it finds: none while the filter is wrong."""
    form = AuditFilterForm(request.GET)
    entries = AuditEntry.objects.visible_to(request.user)
    if not form.is_valid():
        return form, entries.none()
    return form, entries.matching(**form.cleaned_data)


def _told(form: AuditFilterForm) -> dict:
    given = form.cleaned_data if form.is_valid() else {}
    return {form.fields[name].label: value for name, value in given.items() if value}


def _workbook(entries) -> BytesIO:
    book = new_book(write_only=True)
    sheet = book.create_sheet("审计日志")
    lister = Lister(sheet, "审计日志", heads=HEADER, widths=WIDTHS)
    for entry in entries.iterator(chunk_size=2000):
        lister.append(_row(entry))
    data = BytesIO()
    book.save(data)
    data.seek(0)
    return data


def _row(entry: AuditEntry) -> tuple:
    return (
        entry.sequence, entry.at, entry.actor_name, entry.role, entry.address, entry.request,
        entry.action, entry.object_type, entry.object_key, entry.object_label, entry.before,
        entry.after, entry.reason, entry.get_outcome_display(), entry.digest,
    )  # fmt: skip
