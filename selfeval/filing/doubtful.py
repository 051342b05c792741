"""What a preview says of figures before they are written: which would deserve a second look."""

from collections.abc import Mapping

from selfeval.engine.answers import Answers
from selfeval.engine.results import DOUBTS
from selfeval.filing.addresses import write_words
from selfeval.filing.filling import Filling
from selfeval.loading import assess, last_year_of

#: What is no figure beside its target (0.95 for 95%) is seen before it is written, too.
SHOWN = DOUBTS | {"unclear_outcome"}


def doubts_if(filling: Filling, entered: Answers) -> dict[str, tuple[str, ...]]:
    """Return what would be doubted if the report said this, by address.

    No query if last year's report came along, else one.
    """
    form, year = filling.assessed.form, filling.assessed.year
    assessed = assess(form, entered, year, last=last_year_of(filling.report))
    found: dict[str, tuple[str, ...]] = {}
    for finding in assessed.findings:
        if finding.code in SHOWN:
            place = finding.place
            sentence = finding.message.removeprefix(assessed.laid.labels[place]).lstrip("： ")
            found[place] = (*found.get(place, ()), sentence)
    return found


def doubts_after(filling: Filling, words: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    """Return the same for words that would be written into cells the report has."""
    entered = filling.assessed.answers
    for address, text in words.items():
        entered = write_words(entered, address, text)
    return doubts_if(filling, entered)
