"""Who a person is today. The log stands below the people it names; cities/ tells it."""

from typing import Protocol

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
