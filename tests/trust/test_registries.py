"""What apps lay into the floor below, and what comes of it."""

import pytest
from django.apps import apps

from lib.slots import Registry
from tests.factories import make_city
from trust import log, registries

#: Kept by the log itself, made again from other rows, or told by the entry of what they belong to.
NOT_ANSWERED = {
    "assessment": {
        "ImportedCell",
        "ImportedFigure",
        "ImportedIncident",
        "ImportedTable",
        "IncidentsImport",
        "ResultsImport",
        "SelfCheckImport",
        "TablesImport",
    },
    "selfeval": {"CellChange", "ReceiptCounter", "ReportImport"},
    "cities": set(),
}


@pytest.mark.parametrize("app", sorted(NOT_ANSWERED))
def test_the_log_answers_for_every_table_of_the_work(app):
    models = {model.__name__ for model in apps.get_app_config(app).get_models()}
    models = {name for name in models if not name.startswith("Historical")}
    answered = {m.__name__ for _, m in registries.answered_rows.items() if m._meta.app_label == app}
    assert models - answered == NOT_ANSWERED[app]


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
