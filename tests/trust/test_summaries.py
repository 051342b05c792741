"""rebuild_summaries, and who else looks at whatever apps keep."""

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from lib.slots import Registry
from trust import proof, registries
from trust.health import own
from trust.summaries import Discrepancy, Summaries

pytestmark = pytest.mark.django_db


@pytest.fixture
def kept(monkeypatch):
    """Two kinds of what is kept; the lists hold what is wrong of each."""
    wrong = {"市州": [], "县区": []}
    held = Registry("summaries")
    for name, found in wrong.items():
        held.add(name, Summaries(lambda f=found: f.clear() or 14, found.copy, found.__len__))
    monkeypatch.setattr(registries, "summaries", held)
    return wrong


def test_a_check_names_what_differs_and_changes_nothing(kept):
    kept["县区"].append(Discrepancy("2024 年甲县合计不符", misleads=False))
    for _ in range(2):
        with pytest.raises(CommandError, match=r"^县区：2024 年甲县合计不符。\n共 1 处") as error:
            call_command("rebuild_summaries", check=True)
        assert error.value.returncode == 1


def test_all_kinds_are_made_anew(kept, capsys):
    kept["市州"].append(Discrepancy("x", misleads=True))
    call_command("rebuild_summaries")
    assert capsys.readouterr().err.splitlines() == [
        "县区：已按记录重新生成 14 份摘要。",
        "市州：已按记录重新生成 14 份摘要。",
    ]
    call_command("rebuild_summaries", check=True)
    assert capsys.readouterr().err == "各页所用的摘要与记录一致。\n"


def test_the_log_tells_a_kind_once_and_only_what_pages_would_show(kept):
    kept["市州"] += [Discrepancy(f"甲{number}市不符", misleads=True) for number in range(7)]
    kept["县区"].append(Discrepancy("乙县没有摘要", misleads=False))
    (told,) = proof.examine().faults
    assert told.startswith("市州的摘要不是按记录得来的：甲0市不符；甲1市不符；")
    assert "甲4市不符等共 7 处。请运行 rebuild_summaries" in told
    assert proof.examine(is_quick=True).faults == []


def test_a_site_is_told_to_make_what_pages_do_not_find(kept):
    assert list(own.summaries()) == []
    kept["县区"] += [Discrepancy("甲县没有摘要", misleads=False)] * 3
    (told,) = own.summaries()
    assert told.startswith("县区有 3 份摘要没有生成")
    assert told.endswith("请运行 rebuild_summaries。")
