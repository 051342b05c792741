"""The store is a setting: with another one nothing of it touches the disk of this machine."""

import pytest
from django.core.files.storage import InMemoryStorage, storages

from trust import files
from trust.backup import read_backup, write_backup
from trust.backup.rows import tables_of
from trust.health.machine import file_store
from trust.models import KeptPaper, StoredFile
from trust.pruning import Ages, prune

pytestmark = pytest.mark.django_db


class Elsewhere(InMemoryStorage):
    """Keeps no file on a disk, overwrites, and knows no path, as a bucket."""

    trouble = ""

    def get_available_name(self, name, max_length=None):
        return name

    def complaint(self):
        return self.trouble

    def remove_torn(self, older_than):
        return 0


@pytest.fixture
def elsewhere(settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path / "media")
    told = {"BACKEND": f"{__name__}.Elsewhere"}
    settings.STORAGES = settings.STORAGES | {"default": told}
    yield storages["default"]
    assert not (tmp_path / "media").exists()


def test_files_are_kept_handed_out_and_known_for_torn_elsewhere(elsewhere):
    stored = files.store(b"abc")
    assert files.store(b"abc") == stored
    assert files.read(stored) == b"abc"
    assert b"".join(files.serve(stored, "x.pdf").streaming_content) == b"abc"
    assert files.verify(stored)
    files.remove(stored.sha256)
    assert not files.verify(stored)
    with pytest.raises(FileNotFoundError):
        files.read(stored)


def test_site_goes_from_the_disk_to_another_store_by_its_backup(settings, elsewhere, tmp_path):
    kept = files.store(b"abc")
    KeptPaper.objects.create(key="k" * 64, title="x", file=kept)
    write_backup(tmp_path / "x")
    settings.STORAGES = settings.STORAGES | {"default": {"BACKEND": "trust.disk.DiskStore"}}
    settings.MEDIA_ROOT = str(tmp_path / "disk")
    for model in tables_of().values():
        model._base_manager.all()._raw_delete("default")
    read_backup(tmp_path / "x")
    assert files.path_of(kept.sha256).read_bytes() == b"abc"
    settings.MEDIA_ROOT = str(tmp_path / "media")


def test_pruning_and_checks_ask_the_store(elsewhere, actor):
    old = files.store(b"abc")
    StoredFile.objects.update(created_at="2020-01-01T00:00Z")
    assert prune(Ages(), actor).files == 1
    assert not files.holds(old.sha256, 3)
    assert list(file_store()) == []
    elsewhere.trouble = "对象存储没有答复。"
    assert list(file_store()) == ["对象存储没有答复。"]
