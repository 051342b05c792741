"""The two roads to one page: among those of the year, and through 系统设置."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Road:
    """All in which the page may differ between them.

    address: where its forms go. crumbs: what stands over it, (address, words); the last
    is where one goes back to. base: the template around it. after: where one gets when
    it is saved, if not to the page again. history: its versions, where the road shows them.
    """

    address: str
    crumbs: tuple[tuple[str, str], ...]
    base: str = "assessment/page.html"
    after: str = ""
    history: str = ""

    @property
    def back(self) -> str:
        return self.crumbs[-1][0]

    @property
    def is_setup(self) -> bool:
        return bool(self.history)
