"""Which sites the demo can show: the province it was made for, and another house."""

from dataclasses import dataclass
from pathlib import Path

from cities.loading import FIXTURES
from lib.site_words import SiteWords, read_site_words, site_words
from trust.refusals import Refused


@dataclass(frozen=True)
class DemoSite:
    """tables: the document of year. unit: who signs in for one that is assessed: name of the
    account, title, code. counties: whether the self-evaluations of 湖南's counties come along."""

    name: str
    folder: Path
    year: int
    tables: Path
    unit: tuple[str, str, str]
    counties: bool = False

    @property
    def words(self) -> SiteWords:
        path = self.folder / "site.ini"
        return read_site_words(path) if path.is_file() else SiteWords()


PROVINCE = DemoSite(
    name="province",
    folder=FIXTURES,
    year=2017,
    tables=FIXTURES / "2017" / "city-indicator-tables.docx",
    unit=("changsha", "长沙市移民局", "430100"),
    counties=True,
)
#: A city assesses its departments under 河长制; all of it is invented.
BUREAUS = DemoSite(
    name="bureaus",
    folder=FIXTURES / "sites" / "bureaus",
    year=2019,
    tables=FIXTURES / "sites" / "bureaus" / "tables.txt",
    unit=("shuili", "市水利局", "SLJ"),
)
SITES = {site.name: site for site in (PROVINCE, BUREAUS)}


def own_demo() -> DemoSite | None:
    """Return the demo in whose words this site speaks: none for an office with words of its own."""
    return next((site for site in SITES.values() if site.words == site_words()), None)


def check_words(site: DemoSite) -> None:
    """Refuse to load a site under the words of another: pages would call its units wrongly."""
    if site.words == site_words():
        return
    path = site.folder / "site.ini"
    if path.is_file():
        raise Refused(
            f"演示站点 {site.name} 有自己的叫法。请先设置环境变量 SITE_FILE={path}，"
            f"再载入和启动；未改动任何内容。"
        )
    raise Refused(
        f"演示站点 {site.name} 用本系统原有的叫法。请先去掉环境变量 SITE_FILE"
        f"（或移走 var/site.ini），再载入；未改动任何内容。"
    )
