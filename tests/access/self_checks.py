"""Self-checks of the access tests: 长沙's is handed in and sealed, 株洲's a draft."""

from decimal import Decimal

from assessment.models import (
    CityTable,
    ReportedFigure,
    SelfCheck,
    SelfCheckSubmission,
    SelfCheckWindow,
)
from cities.models import Account
from tests.trust import hostile
from trust import files

#: In the remark, the file and the sealed paper of 长沙: for it, and the province once handed in.
REPORTED_TOKEN = "自报密语甲丙戊"
#: In the remark and the file of 株洲's draft: for 株洲 alone.
UNSENT_TOKEN = "自报密语乙丁己"
SELF_CHECK_READERS = {
    REPORTED_TOKEN: {"assessment_office", "office", "other_office", "auditor", "city"},
    UNSENT_TOKEN: {"other_city"},
}


def make_self_checks(people, table: CityTable, other: CityTable) -> dict[str, object]:
    """Return what addresses name of them."""
    SelfCheckWindow.objects.create(year=table.year, accepts_late=True)
    figure, check = _report(table, people["city"], REPORTED_TOKEN)
    _report(other, people["other_city"], UNSENT_TOKEN)
    submission = SelfCheckSubmission.objects.create(
        self_check=check, year=table.year, serial=1, number=1, digest="0" * 64, total=Decimal(76),
        submitted_by=people["city"], submitted_as="长沙市",
    )  # fmt: skip
    scan = submission.scans.create(
        file=files.store(hostile.png()), name=f"{REPORTED_TOKEN}.png", added_by=people["city"],
        added_as="长沙市",
    )  # fmt: skip
    SelfCheck.objects.filter(pk=check.pk).update(state="handed_in")
    return {
        "reported_file": figure.files.get().pk, "self_scan": scan.pk, "kind": "report",
        "paper_form": "docx",
    }  # fmt: skip


def _report(table: CityTable, person: Account, token: str) -> tuple[ReportedFigure, SelfCheck]:
    check = SelfCheck.objects.create(year=table.year, city=table.city)
    figure = ReportedFigure.objects.create(
        self_check=check, item_name="移民培训", component=1, name="农业实用技术培训", kind="数量",
        value=Decimal(900), remark=token, version=1, recorded_by=person,
    )  # fmt: skip
    figure.files.create(file=files.store(token.encode()), name=f"{token}.txt", added_by=person)
    return figure, check
