"""The words in which pages ask for notices."""

from django.db import models
from django.db.models import Case, Q, Value, When


class NoticeQuerySet(models.QuerySet):
    def visible_to(self, user):
        """One's own, and nobody else's; without those that go out by mail alone."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(recipient=user.pk, in_site=True)

    def unread(self):
        return self.filter(read_at=None, in_site=True)

    def unread_first(self):
        """The unread before the read, among each the newest first."""
        is_read = Case(When(read_at=None, then=Value(0)), default=Value(1))
        return self.order_by(is_read, "-pk")

    def outdated(self, before):
        """Those read before a moment; of those never shown in the site the ones made before it."""
        return self.filter(Q(read_at__lt=before) | Q(in_site=False, created_at__lt=before))
