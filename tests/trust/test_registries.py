"""What apps lay into the floor below, and what comes of it."""

import pytest
from django.apps import apps

from lib.slots import Registry
from tests.factories import make_account, make_city
from trust import log, registries
from trust.models import Job, JobState

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
    "selfeval": {"CellChange", "ReceiptCounter", "ReportImport", "SubmissionSummary"},
    "cities": set(),
}


def told() -> list[str]:
    return [sentence for _, check in registries.checks.items() for sentence in check()]


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


@pytest.mark.django_db
def test_a_sound_site_has_nothing_to_be_looked_at(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    assert told() == []


@pytest.mark.django_db
def test_what_is_wrong_is_told_with_what_to_do(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "gone"
    make_account("zhangsan", full_name="张三")
    owner = make_account("lisi", full_name="李四", is_active=False)
    Job.objects.create(kind="x", title="x", owner=owner, state=JobState.RUNNING)
    assert sorted(told()) == [
        "1 个后台任务已没有进程在做；请检查后台进程，再运行 requeue_jobs。",
        "1 个在用账号没有任职，登录后什么也看不到：张三；请授予任职或停用。",
        f"文件库 {tmp_path / 'gone'} 不存在或不能写入，上传、打印和导入都会失败；"
        "请检查目录和权限。",
    ]


def test_two_things_of_one_name_are_refused():
    held = Registry("checks")
    held.add("文件库", told)
    held.add("文件库", told)
    with pytest.raises(RuntimeError, match="文件库"):
        held.add("文件库", print)
    assert held.items() == [("文件库", told)]


def test_people_are_told_of_what_is_named_in_words():
    assert registries.notices["selfeval.reminder"].label == "自评报告的催报"
