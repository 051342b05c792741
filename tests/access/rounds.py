"""Rounds of the access tests: one is open, with a figure of each city and an alert to each."""

from datetime import date
from decimal import Decimal

from django.utils import timezone

from assessment.models import CityTable, Round, RoundAlert, RoundFigure

#: In the remark of a round's figure: for the province alone.
ROUND_TOKEN = "调度密语甲己丙"
#: In the alert to 长沙: for it and the province; in that to 株洲, which was withdrawn, likewise.
ALERT_TOKEN, OTHER_ALERT_TOKEN = "预警密语丁癸戊", "预警密语庚壬辛"
_PROVINCE = {"assessment_office", "office", "other_office", "auditor"}
ROUND_READERS = {
    ROUND_TOKEN: _PROVINCE,
    ALERT_TOKEN: _PROVINCE | {"city"},
    OTHER_ALERT_TOKEN: _PROVINCE | {"other_city"},
}


def make_rounds(people, table: CityTable, other: CityTable) -> dict[str, object]:
    """Return what addresses name of them; the round is number 1, as all that is numbered."""
    held = Round.objects.create(
        year=table.year, number=1, name="第1次调度", as_of=date(2017, 7, 2),
        due_on=date(2099, 1, 5), opened_by=people["assessment_office"],
    )  # fmt: skip
    for serial, (each, token) in enumerate(((table, ALERT_TOKEN), (other, OTHER_ALERT_TOKEN)), 1):
        RoundFigure.objects.create(
            round=held, city=each.city, item_name="移民培训", component=1, name="农业实用技术培训",
            kind="数量", value=Decimal(300), remark=ROUND_TOKEN, version=1,
            recorded_by=people["office"], recorded_at=timezone.now(),
        )  # fmt: skip
        RoundAlert.objects.create(
            year=table.year, round=held, serial=serial, city=each.city, city_name=each.city_name,
            round_name=held.name, as_of=held.as_of, gone="50.1%", wanted=token, lines=[],
            issued_by=people["assessment_office"], issued_as="考核办",
        )  # fmt: skip
    RoundAlert.objects.filter(serial=2).update(
        withdrawn_at=timezone.now(), withdrawn_reason="数据有误"
    )
    return {"serial": 1, "alert_form": "docx"}
