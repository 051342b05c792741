"""What people are told of, as their settings name it."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class NoticeKind:
    """One line of the settings.

    is_duty: nobody switches it off in the site. roles: to whom it may come; empty: anybody.
    """

    label: str
    is_duty: bool = False
    roles: frozenset[str] = field(default_factory=frozenset)

    def is_for(self, roles: frozenset[str]) -> bool:
        return not self.roles or bool(self.roles & roles)
