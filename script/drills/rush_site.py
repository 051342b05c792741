"""A site of counties about to submit: python -m script.drills.rush_site N | standing

N: lays so many counties with filled reports into a migrated site; prints a line each, account and
report. All accounts have PASSWORD. standing: prints of every submission report, number of the
receipt, count of files.
"""

import re
import sys

import django

PASSWORD = "rush-of-counties-2017"  # of made-up accounts on a site that ends with the drill


def main(counties: int) -> None:
    from django.contrib.auth.hashers import make_password
    from django.utils import timezone

    from cities.models import Account, Membership, Place, PlaceKind, PlaceName, Role
    from selfeval.engine.answers import as_json
    from selfeval.models import Report
    from tests.selfeval.factories import filled, make_task

    task, hashed = make_task(), make_password(PASSWORD)
    words = as_json(filled(task.form))
    city = Place.objects.create(key="430000", kind=PlaceKind.CITY, name="某市")
    for number in range(counties):
        county = Place.objects.create(
            key=f"9{number:05d}", kind=PlaceKind.COUNTY, name=f"第{number}县", city=city
        )
        PlaceName.objects.create(place=county, name=county.name, code=county.key)
        account = Account.objects.create(
            username=f"county{number}", password=hashed, password_changed_at=timezone.now()
        )
        Membership.objects.create(account=account, role=Role.COUNTY, place=county)
        report = Report.objects.create(
            task=task, county=county, county_name=county.name, data=words
        )
        print(f"{account.username}\t{report.pk}")


def standing() -> None:
    from selfeval.models import Submission

    for row in Submission.objects.order_by("pk"):
        number = re.search(r"(\d+)号$", row.receipt)[1]
        print(f"{row.report_id}\t{number}\t{len(row.attachments)}")


if __name__ == "__main__":
    django.setup()
    if sys.argv[1] == "standing":
        standing()
    else:
        main(int(sys.argv[1]))
