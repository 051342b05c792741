"""The demo: counties in every state, all of it done by the actions the pages use."""

from collections import Counter

import pytest

from cities.loading import load_places
from cities.models import Account, Place, Role
from portal.demo.assessment import _make_account
from portal.demo.selfeval import load_selfeval_demo
from selfeval.loading import draft_of
from selfeval.models import Attachment, Extension, Report, ReportState, Return
from tests.selfeval.factories import COMMAND
from trust import proof

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


def test_demo_has_a_report_in_every_state_and_the_four_sources():
    load_places(actor=COMMAND)
    for username, role, key in (
        ("kaohe", Role.ASSESSMENT_OFFICE, None),
        ("kaohe2", Role.ASSESSMENT_OFFICE, None),
        ("changsha", Role.CITY, "430100"),
        ("wangcheng", Role.COUNTY, "430112"),
    ):
        unit = {"place": Place.objects.get(key=key)} if key else {}
        _make_account(COMMAND, username, username, role=role, unit=unit)

    accounts = load_selfeval_demo(actor=COMMAND, make_account=_make_account)

    assert [account.username for account in accounts] == [
        "yueyanglou", "hengyang", "shaodong", "yueyang",
    ]  # fmt: skip
    rows = Report.objects.select_related("task__form", "county")
    states = Counter(rows.values_list("state", flat=True))
    assert set(states) == set(ReportState.values)
    assert all(report.total_shown == draft_of(report).evaluated.score.shown for report in rows)
    sources = {
        (r.task.year, r.county_name): (r.total_shown, r.grade, r.errors)
        for r in rows.filter(county__key__in=["430602", "430421", "430621"])
    }
    assert sources == {
        (2017, "岳阳楼区"): ("98", "优秀", 1),
        (2020, "衡阳县"): ("—", "", 1),
        (2023, "岳阳县"): ("97.16", "优", 0),
    }
    assert rows.get(task__year=2022).state == ReportState.PUBLISHED
    grades = Counter(rows.filter(task__year=2017).values_list("grade", flat=True))
    assert {"优秀", "良好", "较差"} <= set(grades)
    assert Return.objects.exclude(cells=None).count() == 2
    assert (Extension.objects.count(), Attachment.objects.count() > 5) == (1, True)
    assert Account.objects.get(username="wangcheng").memberships.get().place.key == "430112"
    assert proof.examine().faults == []
