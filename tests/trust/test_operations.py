"""What the site's own upkeep leaves behind when it is done."""

import pytest

from trust import operations

pytestmark = pytest.mark.django_db


def test_only_the_last_of_a_kind_is_kept():
    operations.note("backup", file="a")
    operations.note("backup", file="b")
    assert operations.last("backup").detail == {"file": "b"}


def test_what_fails_leaves_standing_when_it_last_went_well():
    operations.note("backup", file="a")
    well = operations.last("backup").at
    operations.note("backup", ok=False, why="磁盘已满")
    kept = operations.last("backup")
    assert (kept.ok, kept.ok_at, kept.at > well) == (False, well, True)


def test_what_was_never_done_has_no_sign():
    assert operations.last("backup") is None
