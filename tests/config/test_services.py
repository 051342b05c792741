"""Where files lie and who carries tasks: what the environment may say, and what is refused."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from config import services

WHOLE = "s3://key:se%2Fcret@s3.example.gov.cn:9000/kaohe/files?region=hn&ca=/etc/ca.pem"


@pytest.fixture
def installed(monkeypatch):
    """The packages that a site without a bucket and without Redis goes without."""
    monkeypatch.setattr(services, "find_spec", lambda name: name)


def test_files_lie_on_the_disk_unless_a_bucket_is_named():
    assert services.store_of("")["BACKEND"] == "trust.disk.DiskStore"


def test_bucket_is_reached_by_what_its_address_says(installed):
    told = services.store_of(WHOLE)["OPTIONS"]
    assert told == {
        "access_key": "key", "secret_key": "se/cret", "bucket_name": "kaohe",
        "endpoint_url": "https://s3.example.gov.cn:9000", "location": "files",
        "region_name": "hn", "verify": "/etc/ca.pem",
    }  # fmt: skip
    assert services.store_of("s3://k:s@127.0.0.1/b?tls=no")["OPTIONS"]["endpoint_url"] == (
        "http://127.0.0.1"
    )


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("http://k:s@host/bucket", "不能少"),
        ("s3://host/bucket", "不能少"),
        ("s3://k:s@host", "不能少"),
        ("s3://k:s@host:port/bucket", "写得不对"),
        ("s3://k:s@host/bucket?tsl=no", "不认识 tsl"),
    ],
)
def test_wrong_address_of_a_bucket_is_refused_without_its_secret(installed, url, why):
    with pytest.raises(ImproperlyConfigured, match=why) as refusal:
        services.store_of(url)
    assert "k:s" not in str(refusal.value)


def test_packages_that_are_missing_are_named_with_their_list(monkeypatch):
    monkeypatch.setattr(services, "find_spec", lambda name: None)
    with pytest.raises(ImproperlyConfigured, match=r"storages 没有安装.*requirements-s3\.lock"):
        services.store_of(WHOLE)
    with pytest.raises(ImproperlyConfigured, match=r"django_tasks_rq.*requirements-rq\.lock"):
        services.tasks_of("rq", "redis://127.0.0.1")


def test_tasks_go_by_the_database_or_by_redis(installed):
    assert services.tasks_of("database", "")[1] == {}
    tasks, queues = services.tasks_of("rq", "redis://127.0.0.1")
    assert tasks["default"]["BACKEND"] == "trust.redis_queue.RedisQueue"
    assert all(queues[name]["DEFAULT_TIMEOUT"] >= 1800 for name in ("default", "later"))
    with pytest.raises(ImproperlyConfigured, match="REDIS_URL"):
        services.tasks_of("rq", "")
    with pytest.raises(ImproperlyConfigured, match="database 或 rq，现为 celery"):
        services.tasks_of("celery", "")
