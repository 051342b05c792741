"""The words in which pages and commands ask for forms, tasks and reports.

Visibility: a county sees its own reports; a city bureau those of its counties; the assessment
office, offices and the auditor all. What reviewers read is the latest submission, never the draft
(selfeval.permissions); administrators see none.
"""

from django.apps import apps
from django.db import models
from django.db.models import Count, F, JSONField, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from cities.permissions import persona_of


class FormQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Forms are no secret: whoever files, reviews or audits may read them."""
        persona = persona_of(user)
        reads = persona.sees_all_cities or persona.is_city or persona.is_county
        return self if reads else self.none()


class TaskQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Tasks that are open to this person; counties and cities see those given out."""
        persona = persona_of(user)
        if persona.sees_all_cities:
            return self
        return self.filter(reports__in=_seen_reports(persona)).distinct()

    def for_year(self, number):
        return self.filter(year=number)


class ReportQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(_reports_seen_by(persona_of(user), ""))

    def for_year(self, number):
        return self.filter(task__year=number)

    def with_last_year(self):
        """Let each report bring along what the county reported the year before on the same
        form (and project), as last_year_data: the accepted version, else the latest, else None."""
        before = (
            self.model._default_manager.filter(
                county=OuterRef("county"),
                project=OuterRef("project"),
                task__by_project=OuterRef("task__by_project"),
                task__form__code=OuterRef("task__form__code"),
                task__year=OuterRef("task__year") - 1,
            )
            .exclude(latest=None)
            .order_by()
        )
        words = Coalesce("accepted__data", "latest__data", output_field=JSONField())
        return self.annotate(last_year_data=Subquery(before.values_list(words)[:1]))

    def with_open_comments(self, user):
        """Let each report bring along how many 批注 of this person's unit are open, as
        open_comments. No further query."""
        comments = apps.get_model("selfeval", "Comment").objects.visible_to(user).open()
        held = comments.filter(report=OuterRef("pk")).order_by().values("report")
        counted = held.annotate(found=Count("pk")).values("found")
        return self.annotate(open_comments=Coalesce(Subquery(counted), 0))


class OfReportQuerySet(models.QuerySet):
    """Rows that belong to a report by a column report."""

    def visible_to(self, user):
        return self.filter(_reports_seen_by(persona_of(user), "report__"))


class SubmissionQuerySet(OfReportQuerySet):
    def with_code(self, code):
        """Versions whose paper bears a verification code, the latest first: more than one where
        nothing was changed before it was submitted again. By the index of digests.

        code: the beginning of a digest. Whoever holds the paper may ask, with or without account.
        """
        found = self.filter(digest__range=(code, code.ljust(64, "f")))
        return found.order_by("-submitted_at", "-pk")


class OfDraftQuerySet(models.QuerySet):
    """Rows that tell what stood in a draft, which is the county's own."""

    def visible_to(self, user):
        """The county itself and the auditor."""
        persona = persona_of(user)
        if persona.is_auditor:
            return self
        return self.filter(report__county__in=persona.county_ids)


class CellChangeQuerySet(OfDraftQuerySet):
    """Cells' words before and after."""


class ReportImportQuerySet(OfDraftQuerySet):
    def lately(self, most):
        """A report's imports, the newest first, without the words that stood before them."""
        related = ("made_by", "taken_back_by")
        return self.order_by("-made_at", "-pk").select_related(*related).defer("before")[:most]


class RemarkQuerySet(models.QuerySet):
    def visible_to(self, user):
        """A county reads remarks once they are sent with a return."""
        persona = persona_of(user)
        seen = Q(report__county__in=persona.county_ids) & ~Q(sent_with=None)
        if persona.city_ids:
            seen |= Q(report__county__city__in=persona.city_ids)
        return self if persona.sees_all_cities else self.filter(seen)


class CommentQuerySet(models.QuerySet):
    """What colleagues say among themselves (内部批注)."""

    def visible_to(self, user):
        """The people of the unit whose it is, while they see the report; the auditor all. No
        other unit's, not the offices, not the administrators."""
        persona = persona_of(user)
        if persona.is_auditor:
            return self
        seen = Q(side="county", unit__in=persona.county_ids, report__county=F("unit"))
        seen |= Q(side="city", unit__in=persona.city_ids, report__county__city=F("unit"))
        if persona.is_assessment_office:
            seen |= Q(side="province")
        return self.filter(seen)

    def open(self):
        """What begins a thread that nobody has settled: 未处理."""
        return self.filter(thread=None, settled_at=None)


class PublicationQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Whoever reads the submission."""
        return self.filter(_reports_seen_by(persona_of(user), "submission__report__"))


class ExtensionRequestQuerySet(models.QuerySet):
    """A county's own; a city's counties'; the province all."""

    def visible_to(self, user):
        persona = persona_of(user)
        if persona.sees_all_cities:
            return self
        own = Q(county__in=persona.county_ids) | Q(county__city__in=persona.city_ids)
        return self.filter(own)

    def waiting(self):
        return self.filter(answered_at=None)


#: The code of an attachment that is the signed and sealed paper, scanned (盖章扫描件): no part of a
#: form is called so.
STAMPED = "@stamped"


class AttachmentQuerySet(OfReportQuerySet):
    """Who may read a file of a draft: selfeval.permissions.can_read_attachment."""

    def current(self):
        return self.filter(withdrawn_at=None)

    def stamped(self):
        """The sealed papers that stand, the newest first."""
        return self.current().filter(code=STAMPED).order_by("-added_at", "-pk")

    def sealing(self, number, digest):
        """The sealed papers of this submission: sent for it, with the words that were submitted."""
        same = Q(sent_digest="") | Q(sent_digest=digest)
        return self.stamped().filter(same, sent_for=number)


def _reports_seen_by(persona, prefix: str) -> Q:
    if persona.sees_all_cities:
        return Q()
    seen = Q(pk__in=[])
    if persona.city_ids:
        seen |= Q(**{f"{prefix}county__city__in": persona.city_ids})
    if persona.county_ids:
        seen |= Q(**{f"{prefix}county__in": persona.county_ids})
    return seen


def _seen_reports(persona):
    report = apps.get_model("selfeval", "Report")  # the models name these querysets
    return report.objects.filter(_reports_seen_by(persona, ""))
