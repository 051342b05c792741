"""A recorded year with its office, and the press in words."""

import pytest

from assessment.models import Year
from cities.models import Account, Role
from tests import factories
from tests.assessment.frozen.freezing import make_recorded_year
from tests.quick_press import print_in_words


@pytest.fixture
def year() -> Year:
    return make_recorded_year()


@pytest.fixture
def office() -> Account:
    return factories.make_account("kaohe", role=Role.ASSESSMENT_OFFICE, full_name="考核甲")


@pytest.fixture
def layouts(settings, tmp_path, monkeypatch) -> list[str]:
    """Return the titles that were laid out, of a store without papers; the PDFs are the HTML."""
    settings.MEDIA_ROOT = str(tmp_path / "media")
    return print_in_words(monkeypatch)
