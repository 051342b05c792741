"""Odd addresses and queries of the system settings: answered, never a failure of the server."""

import pytest
from django.contrib.admin import site
from django.urls import reverse

from tests.factories import make_account, make_table

pytestmark = pytest.mark.django_db

QUERIES = (
    "q=²&p=99999999999999999999&o=x.-9&all=1",
    "q=甲&p=-1&o=1.2.3&_facets=True&e=1",
    "year=99999999999999999999999999&pk__in=1,x&id__exact=99999999999999999999",
    "measure__component__item__section__table__year=x&added_at__gte=0001-01-01",
    "q=%00",
)
KEYS = ("99999999999999999999999999", "_00", "²", "0", "x", "%00")


@pytest.mark.parametrize("model", site._registry, ids=lambda model: model._meta.label_lower)
def test_odd_queries_and_keys_are_answered(client, model):
    make_table()
    roles = ("assessment_office", "administrator")
    for role in roles:
        client.force_login(make_account(role, role=role))
        client.raise_request_exception = False
        listed = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
        urls = [f"{listed}?{query}" for query in QUERIES] + [f"{listed}{k}/change/" for k in KEYS]
        for url in urls:
            answer = client.get(url)
            assert answer.status_code < 500, (url, answer.exc_info)


@pytest.mark.parametrize("key", ["x", "²", " ", "1e400", "0001-01-01", "9" * 30])
def test_what_no_key_can_be_is_no_row_to_act_on(client, key):
    guanli = make_account("guanli", role="administrator")
    client.force_login(guanli)
    client.raise_request_exception = False
    ticked = {"action": "disable", "_selected_action": [str(guanli.pk), key]}
    answer = client.post(reverse("admin:cities_account_changelist"), ticked)
    assert answer.status_code == 400
    assert "没有办理" in answer.content.decode()
