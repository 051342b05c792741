"""The engine stands alone."""

from tests.engine.alone import dragged_in, modules_of

ENGINE = "assessment.engine"


def test_engine_imports_nothing_of_django() -> None:
    assert modules_of(ENGINE) == [
        "band_sentences", "bands", "bases", "conditions", "effects", "errors", "explain", "facts",
        "fitting", "grades", "incidents", "judging", "places", "quantities", "results", "rules",
        "said", "scheme", "score", "sentences", "snapshot.canonical", "snapshot.comparing",
        "snapshot.nouns", "snapshot.recomputing", "snapshot.scores", "snapshot.shape",
        "snapshot.versions", "types.fact", "types.kinds", "types.policy", "types.table", "year",
    ]  # fmt: skip
    assert dragged_in(ENGINE) == set()
