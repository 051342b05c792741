"""Two people at one phrase, or at one wording, at once."""

import pytest

from assessment.actions.settling import settle_with_rule
from assessment.actions.tables import settle_concern
from assessment.loading import load_tables
from assessment.models import CityTable, Item, KeptWording, Rule
from assessment.tables.phrase_forms import PhraseSettling
from cities.models import Role
from tests import factories
from tests.assessment.phrases import EACH, waits
from tests.together import at_once
from trust import log
from trust.refusals import Refused
from trust.versions import Outdated

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def people():
    return [factories.make_account(role=Role.ASSESSMENT_OFFICE) for _ in range(2)]


def settled(concern, person, **more):
    """Return the act of saving what is proposed for the phrase, as the person sees it now."""
    loaded = load_tables(CityTable.objects.filter(pk=concern.table_id))[0]
    item = next(i for i in loaded.items if i.pk == concern.item_id)
    settling = PhraseSettling(item, concern.phrase).as_proposed()
    assert settling.is_valid()
    version = Item.objects.get(pk=concern.item_id).version
    return lambda: settle_with_rule(
        concern=concern, components=settling.entries(), version=version, reason="按原文",
        user=person, actor=log.Actor(str(person)), **more,
    )  # fmt: skip


def test_of_two_who_settle_one_phrase_one_makes_the_rule(people):
    [concern] = waits(factories.make_table(issued=False), EACH)
    came = at_once(*(settled(concern, person) for person in people))
    assert sorted(isinstance(each, Refused | Outdated) for each in came) == [False, True]
    assert Rule.objects.filter(clause=EACH).count() == 1


def test_phrase_gets_a_rule_or_an_opinion_never_both(people):
    [concern] = waits(factories.make_table(issued=False), EACH)

    def opine():
        actor = log.Actor(str(people[1]))
        return settle_concern(concern=concern, settlement="说明。", user=people[1], actor=actor)

    came = at_once(settled(concern, people[0]), opine)
    assert sorted(isinstance(each, Refused) for each in came) == [False, True]
    concern.refresh_from_db()
    assert Rule.objects.filter(clause=EACH).exists() == (concern.settlement != "说明。")


def test_wording_that_two_keep_at_once_is_kept_once(people):
    year = factories.make_year()
    tables = [
        factories.make_table(year, factories.make_city(name), issued=False)
        for name in ("长沙市", "株洲市")
    ]
    concerns = [waits(table, EACH)[0] for table in tables]
    values = {"kind": "per_occurrence", "deduction": "0.5", "name": ""}
    came = at_once(*(settled(c, p, keep=values) for c, p in zip(concerns, people, strict=True)))
    assert not any(isinstance(each, Refused | Outdated) for each in came)
    assert KeptWording.objects.get().version == 2
