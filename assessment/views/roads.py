"""The two roads to one page: among those of the year, and through 系统设置."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Road:
    """All in which the page may differ between them.

    base: the template around it. address: where its form goes. back: where one
    goes when it is saved or left. crumbs: what stands over it, (address, words).
    history: its versions, where the road shows them.
    """

    address: str
    back: str
    crumbs: tuple[tuple[str, str], ...]
    base: str = "assessment/page.html"
    history: str = ""

    @property
    def is_setup(self) -> bool:
        return bool(self.history)
