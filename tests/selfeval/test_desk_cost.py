"""What the self-evaluation adds to the desks, in queries."""

import pytest
from django.urls import reverse

from tests.factories import make_cast, make_county, make_table
from tests.selfeval.factories import CountQueries, make_report, make_submitted, make_task

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("persona", "most"), [("assessment_office", 4), ("city", 3), ("county", 2), ("office", 0)]
)
@pytest.mark.parametrize("more", [0, 3])
def test_desk_asks_as_often_for_any_number_of_reports(client, persona, most, more):
    """Of a reviewer: the tasks, how many stand where, which of them wait; of the office also who
    asks for more time."""
    table = make_table()
    cast = make_cast(table)
    given = make_task()
    make_report(given, cast["county"].memberships.get().place)
    for number in range(more):
        county = make_county(f"第{number}县", table.city)
        make_submitted(make_report(given, county), cast["county"], state="province_review")
    client.force_login(cast[persona])
    client.get(reverse("home"))
    with CountQueries() as asked:
        assert client.get(reverse("home")).status_code == 200
    assert sum('"selfeval_' in sql for sql in asked.listed) <= most
