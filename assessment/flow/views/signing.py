"""完成签章: the year's columns with who signed them, and one of them to be signed or opened."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from assessment import permissions
from assessment.flow.columns import ColumnCell, OfficeColumn, column_of, columns_of
from assessment.flow.reviewing import review_column, why_not_reviewed
from assessment.flow.signing import may_sign, may_withdraw, sign_off, withdraw_sign_off
from assessment.models import Year, YearState
from assessment.models.sign_offs import LONGEST_REASON
from assessment.self_check.beside import differing_unexplained
from assessment.views import scope
from cities.permissions import persona_of
from cities.substitutes.hands import may_name
from cities.views.scope import province_or_404
from trust import log
from trust.acts import carry_out
from trust.refusals import Refused

NOBODYS = "签章由责任处室和考核办办理，这里只能查看。"
NONE_CHOSEN = "没有可以一并签章的指标：录全而未签章的才能一并签章；没有办理。"


@dataclass(frozen=True, slots=True)
class ColumnLine:
    """A column as a person sees it."""

    column: OfficeColumn
    is_own: bool
    may_sign: bool
    may_withdraw: bool
    why_not_reviewed: str = ""

    @property
    def office(self) -> int:
        """The office as addresses name it; 0 is what is shared."""
        return self.column.office_id or 0

    @property
    def key(self) -> str:
        return f"{self.column.indicator_id}-{self.office}"

    @property
    def is_ready(self) -> bool:
        """Whether it may be signed together with others."""
        return self.may_sign and not self.column.is_signed and not self.column.missing


@require_http_methods(["GET", "HEAD", "POST"])
def sign_offs(request, year):
    """The columns with their signatures; a POST signs those of the person's that are complete."""
    province_or_404(request)
    row = scope.year_or_404(request, year)
    if request.method == "POST":
        _check_may_sign_any(request.user)
        _sign_all(request, row)
        return redirect("sign-offs", year)
    lines = [line_of(request.user, row, column) for column in columns_of(row)]
    context = {
        "year": row,
        "own": [line for line in lines if line.is_own],
        "others": [line for line in lines if not line.is_own],
        "ready": [line for line in lines if line.is_ready],
        "signed": sum(line.column.is_signed for line in lines),
        "total": len(lines),
        "is_open": is_open(row),
        "may_name": may_name(request.user),
        "is_reviewing": row.state == YearState.REVIEW,
        "reviewed": sum(line.column.is_reviewed for line in lines),
    }
    return render(request, "assessment/flow/sign_offs.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def sign_one(request, year, pk, *, office):
    """One column: what is missing, who signed it; a POST signs it."""
    row, column = _column_or_404(request, year, pk, office=office)
    if request.method != "POST":
        return _page(request, row, column)
    _check_may_sign_any(request.user)
    reasons = _reasons(request, column)
    try:
        sign_off(
            year=row, key=column.key, seen=request.POST.get("seen", ""), reasons=reasons,
            user=request.user, actor=log.actor_of(request),
        )  # fmt: skip
    except Refused as refusal:
        _, fresh = _column_or_404(request, year, pk, office=office)
        if fresh.is_signed and may_sign(request.user, fresh):
            messages.info(request, str(refusal))  # pressed twice, or a colleague was first
            return redirect("sign-off", year, pk, office)
        return _page(request, row, fresh, error=str(refusal), typed=reasons, status=422)
    messages.success(request, f"“{column.indicator}”已完成签章，各格不再改动。")
    return redirect("sign-offs", year)


@require_POST
def withdraw(request, year, pk, *, office):
    """Open the column again, with a reason."""
    row, column = _column_or_404(request, year, pk, office=office)
    _check_may_sign_any(request.user)
    carry_out(
        request,
        withdraw_sign_off,
        done=f"“{column.indicator}”的签章已撤回，可以录入；改好以后请重新签章。",
        year=row,
        key=column.key,
        reason=request.POST.get("reason", "").replace("\r\n", "\n"),
    )
    return redirect("sign-off", year, pk, office)


@require_POST
def review(request, year, pk, *, office):
    """Agree to the column as it was seen."""
    row, column = _column_or_404(request, year, pk, office=office)
    _check_may_sign_any(request.user)
    carry_out(
        request,
        review_column,
        done=f"“{column.indicator}”（{column.office}）已复核。",
        year=row,
        key=column.key,
        seen=request.POST.get("seen", ""),
    )
    return redirect("sign-off", year, pk, office)


def line_of(user, year: Year, column: OfficeColumn) -> ColumnLine:
    """No query but the person's roles."""
    open_now = is_open(year)
    is_own = column.office_id in persona_of(user).office_ids if column.office_id else (
        permissions.can_set_up(user)
    )  # fmt: skip
    return ColumnLine(
        column=column,
        is_own=is_own,
        may_sign=open_now and may_sign(user, column),
        may_withdraw=open_now and column.sign_off is not None and may_withdraw(user, column),
        why_not_reviewed=why_not_reviewed(user, column),
    )


def is_open(year: Year) -> bool:
    return year.state in permissions.OPEN_FOR_RECORDING


def _check_may_sign_any(user) -> None:
    if not (permissions.can_collect(user) or permissions.can_set_up(user)):
        raise Refused(NOBODYS)


def _sign_all(request, year: Year) -> None:
    """Sign the columns that the page offered, each as it was seen."""
    seen = dict(told.split(":", 1) for told in request.POST.getlist("column") if ":" in told)
    lines = [line_of(request.user, year, column) for column in columns_of(year)]
    chosen = [line for line in lines if line.is_ready and line.key in seen]
    if not chosen:
        messages.error(request, NONE_CHOSEN)
    signed = [
        line.column.indicator
        for line in chosen
        if carry_out(
            request, sign_off, year=year, key=line.column.key, seen=seen[line.key], reasons={}
        )
    ]
    if signed:
        messages.success(request, f"已完成签章：{'、'.join(signed)}。各格不再改动。")


def _column_or_404(request, year: int, pk: int, *, office: int) -> tuple[Year, OfficeColumn]:
    province_or_404(request)
    row = scope.year_or_404(request, year)
    column = column_of(row, (pk, office or None))
    if column is None:
        raise Http404
    return row, column


def _reasons(request, column: OfficeColumn) -> Mapping[int, str]:
    return {
        cell.result_id: request.POST.get(f"why-{cell.result_id}", "").strip()[:LONGEST_REASON]
        for cell in column.missing
    }


@dataclass(frozen=True, slots=True)
class Lacking:
    """A cell without a figure, with what was typed as the reason."""

    cell: ColumnCell
    typed: str
    is_wrong: bool


def _page(
    request, year: Year, column: OfficeColumn, *, error="", typed: Mapping[int, str] | None = None,
    status=200,
) -> HttpResponse:  # fmt: skip
    told = typed or {}
    context = {
        "year": year,
        "line": line_of(request.user, year, column),
        "column": column,
        "lacking": [
            Lacking(
                cell,
                told.get(cell.result_id, ""),
                is_wrong=bool(error) and not told.get(cell.result_id),
            )
            for cell in column.missing
        ],
        "differing": differing_unexplained(year.number, [c.result_id for c in column.cells]),
        "error": error,
        "is_open": is_open(year),
        "is_reviewing": year.state == YearState.REVIEW,
        "longest": LONGEST_REASON,
    }
    return render(request, "assessment/flow/sign_off.html", context, status=status)
