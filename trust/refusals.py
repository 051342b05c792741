"""A refusal with its reason, for people."""

from django.core.exceptions import PermissionDenied


class Refused(PermissionDenied):
    """Raised where an act is not allowed now; str() is a sentence for the person who tried."""
