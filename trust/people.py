"""Who a person is today. The log stands below the people it names; cities/ tells it."""

from typing import Protocol

from django.http import HttpRequest

from lib.slots import Slot


class Persona(Protocol):
    """What the log and the jobs ask of a person's roles."""

    @property
    def roles(self) -> frozenset[str]: ...
    @property
    def title(self) -> str: ...
    @property
    def is_auditor(self) -> bool: ...
    @property
    def is_assessment_office(self) -> bool: ...


#: At most one query a request for the roles.
persona_of: Slot[[object], Persona] = Slot("who a person is")
#: The name of whoever a request acts for, "" for its person alone. No query unless the session
#: says so.
acts_for: Slot[[HttpRequest], str] = Slot("whom a request acts for")
