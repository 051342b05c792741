"""What lies behind a cell: remark, evidence, history."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from assessment.actions.evidence import add_evidence, withdraw_evidence
from assessment.actions.results import write_remark
from assessment.models import Evidence, Year, YearState
from tests.assessment.recording import result_of, write
from trust import log
from trust.models import AuditEntry
from trust.refusals import Refused

pytestmark = pytest.mark.django_db


def remark(client, result, text, version):
    url = reverse("result-remark", args=[2017, result.pk])
    return client.post(url, {"remark": text, "version": version})


def test_remark_is_saved_and_the_grid_is_told_the_version(office, table):
    answer = remark(office, result_of(table), "按培训台账", 0)
    assert result_of(table).remark == "按培训台账"
    assert (
        json.loads(answer.headers["HX-Trigger-After-Swap"])["cell-detail"]["cell"]["version"] == 1
    )


def test_remark_of_a_stale_version_keeps_both(office, table):
    remark(office, result_of(table), "甲", 0)
    answer = remark(office, result_of(table), "乙", 0)
    assert answer.status_code == 409
    assert result_of(table).remark == "甲"
    assert "甲" in answer.content.decode()
    assert "乙" in answer.content.decode()


def test_remark_is_refused_to_another_office(client, cast, table):
    client.force_login(cast["other_office"])
    assert remark(client, result_of(table), "x", 0).status_code == 403
    assert result_of(table).remark == ""


def upload(client, result, data=b"\xe5\x8f\xb0\xe8\xb4\xa6", name="台账.txt"):
    url = reverse("evidence-add", args=[2017, result.pk])
    return client.post(url, {"file": SimpleUploadedFile(name, data)})


def test_evidence_is_stored_listed_and_given_back(office, table):
    upload(office, result_of(table))
    evidence = Evidence.objects.get()
    url = reverse("evidence-file", args=[2017, evidence.pk])
    answer = office.get(url)
    assert b"".join(answer.streaming_content) == b"\xe5\x8f\xb0\xe8\xb4\xa6"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert AuditEntry.objects.filter(action="下载佐证").count() == 1


def test_evidence_of_a_wrong_kind_is_refused_with_advice(office, table):
    answer = upload(office, result_of(table), name="台账.exe")
    assert answer.status_code == 422
    assert "不接受 .exe 文件" in answer.content.decode()
    assert not Evidence.objects.exists()


def test_evidence_is_refused_to_another_office(client, cast, table):
    client.force_login(cast["other_office"])
    assert upload(client, result_of(table)).status_code == 403
    assert not Evidence.objects.exists()


def test_evidence_is_hidden_from_a_city_before_release(client, office, cast, table):
    upload(office, result_of(table))
    client.force_login(cast["city"])
    url = reverse("evidence-file", args=[2017, Evidence.objects.get().pk])
    assert client.get(url).status_code == 404


def test_withdrawn_evidence_is_kept_and_named(office, table):
    upload(office, result_of(table))
    url = reverse("evidence-withdraw", args=[2017, Evidence.objects.get().pk])
    page = office.post(url).content.decode()
    assert Evidence.objects.current().count() == 0
    assert "已撤下：" in page


def test_detail_shows_who_changed_what(office, table):
    result = result_of(table)
    write(office, result, "900")
    write(office, result, "950", version=1)
    page = office.get(reverse("result-detail", args=[2017, result.pk]))
    steps = [(step.by, step.before, step.after) for step in page.context["steps"]]
    assert steps == [("培训中心 培训乙", "900", "950"), ("培训中心 培训乙", "—", "900")]


def test_detail_is_hidden_before_release_and_forbidden_after(client, cast, table):
    client.force_login(cast["city"])
    url = reverse("result-detail", args=[2017, result_of(table).pk])
    assert client.get(url).status_code == 404
    Year.objects.update(state=YearState.FEEDBACK)
    assert client.get(url).status_code == 403


@pytest.mark.parametrize(
    "act",
    [
        lambda **who: write_remark(result_id=0, remark="甲", version=0, **who),
        lambda **who: add_evidence(result_id=0, files=[], **who),
        lambda **who: withdraw_evidence(evidence_id=0, **who),
    ],
)
def test_who_writes_to_a_table_replaced_meanwhile_is_told(cast, act):
    """The page found the cell; before it was locked, another table stood there."""
    with pytest.raises(Refused, match="已不存在，请刷新页面"):
        act(user=cast["office"], actor=log.Actor("培训乙", cast["office"]))
