"""rebuild_summaries, over whatever apps keep."""

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from lib.slots import Registry
from trust import registries
from trust.summaries import Summaries

pytestmark = pytest.mark.django_db


@pytest.fixture
def kept(monkeypatch):
    """Two kinds of what is kept; the lists hold what is wrong of each."""
    wrong = {"市州": [], "县区": []}
    held = Registry("summaries")
    for name, found in wrong.items():
        held.add(name, Summaries(lambda f=found: f.clear() or 14, found.copy))
    monkeypatch.setattr(registries, "summaries", held)
    return wrong


def test_a_check_names_what_differs_and_changes_nothing(kept):
    kept["县区"].append("2024 年甲县合计不符")
    for _ in range(2):
        with pytest.raises(CommandError, match=r"^县区：2024 年甲县合计不符\n共 1 处") as error:
            call_command("rebuild_summaries", check=True)
        assert error.value.returncode == 1


def test_all_kinds_are_made_anew(kept, capsys):
    kept["市州"].append("x")
    call_command("rebuild_summaries")
    assert capsys.readouterr().err.splitlines() == [
        "县区：已按记录重新生成 14 份摘要。",
        "市州：已按记录重新生成 14 份摘要。",
    ]
    call_command("rebuild_summaries", check=True)
    assert capsys.readouterr().err == "各页所用的摘要与记录一致。\n"
