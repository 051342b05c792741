"""A task's name and its year together: the year once, also where the name says it."""

import re

import pytest
from django.core import mail
from django.urls import reverse

from lib.wording import of_year, without_year
from selfeval.year.reminders import remind
from tests.factories import make_account
from tests.selfeval.factories import actor_for, fill_report, make_filer, make_report, make_task

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
NAME = "2017年度绩效自评"
TWICE = re.compile(r"2017\s*年度?\s*2017|2017 2017|2017年度\S{0,12}2017年度")


@pytest.mark.parametrize(
    ("title", "wanted"),
    [
        ("绩效自评", "2023年度绩效自评"),
        ("2023年度绩效自评", "2023年度绩效自评"),
        ("2023年绩效自评", "2023年度绩效自评"),
        ("2023 年 绩效自评", "2023年度绩效自评"),
        ("关于2023年度绩效自评", "关于2023年度绩效自评"),
        ("2023年12月专项自评", "2023年12月专项自评"),
        ("2023年底前完成项目自评", "2023年底前完成项目自评"),
        ("2022年度结转项目自评", "2023年度2022年度结转项目自评"),
        ("12023年绩效自评", "2023年度12023年绩效自评"),
        ("2023年度", "2023年度"),
    ],
)
def test_the_year_is_said_once_and_another_year_stays(title, wanted):
    assert of_year(title, 2023) == wanted


def test_whose_it_is_stands_after_the_year():
    assert of_year("2023年度绩效自评", 2023, "岳阳县") == "2023年度岳阳县绩效自评"
    assert of_year("关于2023年度绩效自评", 2023, "岳阳县") == "岳阳县关于2023年度绩效自评"
    assert without_year("2023年绩效自评", 2023) == "绩效自评"
    assert without_year("绩效自评", 2023) == "绩效自评"


@pytest.fixture
def report():
    return make_report(make_task(title=NAME))


def plain(answer):
    text = re.sub(r"<(script|style).*?</\1>|<[^>]*>", "", answer.content.decode(), flags=re.S)
    return re.sub(r"\s+", " ", text)


def test_no_page_of_a_task_says_its_year_twice(client, report):
    fill_report(report)
    filer, office = make_filer(report), make_account(role="assessment_office")
    opened = {
        filer: ["/", reverse("selfeval"), reverse("report-fill", args=[report.pk]),
                reverse("report-submit", args=[report.pk]),
                reverse("report-extension-ask", args=[report.pk])],
        office: ["/", reverse("selfeval"), reverse("selfeval-tasks"),
                 reverse("selfeval-task", args=[report.task_id]),
                 reverse("selfeval-missing", args=[report.task_id])],
    }  # fmt: skip
    for person, paths in opened.items():
        client.force_login(person)
        for path in paths:
            answer = client.get(path, follow=True)
            assert answer.status_code == 200
            assert not TWICE.search(plain(answer)), (path, TWICE.search(plain(answer)))


def test_files_mails_and_names_in_the_log_say_it_once(report, django_capture_on_commit_callbacks):
    make_account("county", role="county", place=report.county, email="county@example.com")
    office = make_account(role="assessment_office")
    told = {"user": office, "actor": actor_for(office)}
    with django_capture_on_commit_callbacks(execute=True):
        remind(task_id=report.task_id, report_ids=[report.pk], **told)
    (letter,) = mail.outbox
    assert "2017年度《绩效自评》" in letter.body
    for words in (letter.subject, letter.body, str(report), str(report.task), report.file_title):
        assert not TWICE.search(words), words
