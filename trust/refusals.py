"""A refusal with its reason, for people."""

from django.core.exceptions import BadRequest, PermissionDenied


class Refused(PermissionDenied):
    """Raised where an act is not allowed now; str() is a sentence for the person who tried."""


class OddRequest(BadRequest):
    """Raised for what no page of ours sends; str() is a sentence for the person who sent it."""
