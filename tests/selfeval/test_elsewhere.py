"""Whose names a report is asked about: every one of other places, none of its own."""

import pytest

from selfeval.loading import draft_of, elsewhere_of
from tests.factories import make_account, make_city, make_county
from tests.selfeval.factories import make_report, make_task, write

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


@pytest.fixture
def report():
    return make_report(make_task(year=2025), make_county("祁阳市", make_city("永州市")))


@pytest.fixture
def others(report):
    shaodong = make_county("邵东市", make_city("邵阳市"))
    shaodong.names.create(name="邵东县", code="430521", last_year=2019)
    shaodong.aliases = ["邵东", "经开区", "昭陵区", "永州"]
    shaodong.save()
    report.county.names.create(name="祁阳县", code="431121", last_year=2020)
    report.county.aliases = ["浯溪区"]
    report.county.save()


@pytest.mark.usefixtures("others")
def test_former_names_and_aliases_of_other_places_are_known_and_not_ones_own(
    report, django_assert_num_queries
):
    with django_assert_num_queries(1):
        assert set(elsewhere_of(report)) == {
            "邵东市", "邵东县", "邵东", "邵阳市", "邵阳", "昭陵区",
        }  # fmt: skip


@pytest.mark.usefixtures("others")
def test_bureau_of_elsewhere_under_a_former_name_is_asked_about(report):
    user = make_account("qi", role="county", place=report.county)
    words = "祁阳县移民局和邵东县移民局按计划完成全年任务。"
    write(report, {"summary": words}, user=user)
    report.refresh_from_db()
    told = [f.message for f in draft_of(report).findings if f.code == "other_unit"]
    assert ["“邵东县移民局”" in message for message in told] == [True]


@pytest.mark.parametrize(
    ("place", "words", "is_told"),
    [
        ("城步苗族自治县", "学习城步移民局的做法。", True),
        ("道县", "群众知道移民局的电话。", False),
        ("邵东市", "邵东的经验值得借鉴。", False),
        ("邵东市", "学习邵东移民局的做法。", True),
        ("永州县", "按永州移民局的部署。", False),
    ],
)
def test_short_name_of_elsewhere_is_asked_about_before_a_bureau_alone(
    report, place, words, is_told
):
    make_county(place, make_city("邵阳市"))
    user = make_account("qi", role="county", place=report.county)
    write(report, {"summary": words}, user=user)
    report.refresh_from_db()

    assert ("other_unit" in {f.code for f in draft_of(report).findings}) is is_told
