"""Many documents of one PDF are laid out in runs that a worker's memory has room for."""

import pytest

from press.paper import rendering

PAGE = "<p>" + "中" * 1000


@pytest.mark.parametrize(
    ("documents", "runs"), [(1, 1), (7, 1), (14, 2), (32, 2), (33, 3), (434, 28)]
)
def test_runs_keep_the_order_and_grow_in_number_not_in_size(monkeypatch, documents, runs):
    monkeypatch.setattr(rendering, "most_workers", lambda: 2)
    htmls = [f"{PAGE}{number:03d}" for number in range(documents)]
    made = rendering._runs(htmls)
    assert [html for run in made for html in run] == htmls
    assert len(made) == runs
    assert max(map(len, made)) <= rendering.DOCUMENTS_AT_ONCE
