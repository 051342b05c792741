"""Two people at one phrase, or at one wording, at once."""

import pytest

from assessment.actions.settling import settle_with_rule
from assessment.actions.tables import settle_concern
from assessment.actions.wordings import keep_wording
from assessment.engine.types import Policy
from assessment.loading import load_tables
from assessment.models import CityTable, Item, KeptWording, Rule
from assessment.tables.adopting import Chosen, adopt, kept_of, offers
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


def loaded_item(concern):
    loaded = load_tables(CityTable.objects.filter(pk=concern.table_id))[0]
    return next(i for i in loaded.items if i.pk == concern.item_id)


def settled(concern, person, **more):
    """Return the act of saving what is proposed for the phrase, as the person sees it now."""
    settling = PhraseSettling(loaded_item(concern), concern.phrase).as_proposed()
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


def test_whoever_comes_second_is_told_who_was_first(people):
    [concern] = waits(factories.make_table(issued=False), EACH)

    def opine(person):
        return lambda: settle_concern(
            concern=concern, settlement="说明。", user=person, actor=log.Actor(str(person))
        )

    came = at_once(*map(opine, people))
    [refusal] = [each for each in came if isinstance(each, Refused)]
    concern.refresh_from_db()
    assert f"已由 {concern.settled_by} 核定" in str(refusal)


def test_kept_wordings_that_two_take_at_once_are_taken_once(people):
    table = factories.make_table(issued=False)
    phrases = ("台账混乱每起扣0.5分左右", "公示混乱每起扣0.5分左右")
    concerns = waits(table, phrases[0]) + waits(table, phrases[1], item="廉政建设")
    values = PhraseSettling(loaded_item(concerns[0]), phrases[0]).form.initial
    for phrase in phrases:
        keep_wording(
            phrase=phrase, values=values | {"name": ""}, source="2016 长沙市 移民培训",
            user=people[0], actor=log.Actor(str(people[0])),
        )  # fmt: skip
    loaded = load_tables(CityTable.objects.filter(pk=table.pk))[0]
    found = offers(loaded, concerns, kept_of(concerns), policy=Policy())
    chosen = [Chosen.from_seen(offer.seen) for offer in found]

    def taking(person, wanted):
        return lambda: adopt(wanted, table=table, user=person, actor=log.Actor(str(person)))

    came = at_once(taking(people[0], chosen), taking(people[1], chosen[::-1]))
    assert sorted(isinstance(each, Refused | Outdated) for each in came) == [False, True]
    assert Rule.objects.filter(clause__in=phrases).count() == 2


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
