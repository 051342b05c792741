"""What apps lay into the floor below, and what comes of it."""

import pytest
from django.apps import apps

from lib.slots import Registry
from tests.factories import make_city
from trust import log, registries

WORK = ("assessment", "cities", "selfeval")
#: Made again from other rows.
SUMMED_UP = {"unitsummary", "submissionsummary"}


@pytest.mark.parametrize("app", WORK)
def test_the_log_answers_for_every_table_of_the_work(app):
    tables = set(apps.get_app_config(app).get_models(include_auto_created=True))
    left = tables - {model for _, model in registries.answered_rows.items()}
    assert {model._meta.model_name for model in left} <= SUMMED_UP


@pytest.mark.django_db
def test_an_action_that_writes_and_says_nothing_is_seen():
    with pytest.raises(AssertionError, match="cities_place"), log.acting():
        make_city()


def test_two_things_of_one_name_are_refused():
    held = Registry("checks")
    held.add("文件库", len)
    held.add("文件库", len)
    with pytest.raises(RuntimeError, match="文件库"):
        held.add("文件库", print)
    assert held.items() == [("文件库", len)]


def test_people_are_told_of_what_is_named_in_words():
    assert registries.notices["selfeval.reminder"].label == "自评报告的催报"
