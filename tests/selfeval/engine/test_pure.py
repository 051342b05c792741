"""The engine stands alone."""

from tests.engine.alone import ROOT, dragged_in, modules_of

ENGINE = "selfeval.engine"


def test_engine_imports_nothing_of_django() -> None:
    assert "formulas" in modules_of(ENGINE)
    assert dragged_in(ENGINE) == set()


def test_engine_never_evaluates_python() -> None:
    words = [path.read_text() for path in (ROOT / "selfeval" / "engine").glob("*.py")]

    assert words
    assert not [text for text in words if "eval(" in text or "exec(" in text]
