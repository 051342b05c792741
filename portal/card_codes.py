"""What the page that looks up codes says of a scorecard."""

from assessment.frozen.codes import card_with_code, is_taken_back, newest_of
from lib.rounding import format_fixed
from lib.site_words import site_words
from selfeval.review.verifying import VerifiedPaper


def card_told(code: str) -> VerifiedPaper | None:
    """Return the scorecard that bears a code. Two queries, one where there is none."""
    card = card_with_code(code)
    if card is None:
        return None
    snapshot, newest = card.snapshot, newest_of(card.snapshot)
    warning = ""
    if is_taken_back(snapshot):
        warning = "本年度的审定已经撤回，这一号现不作数；请以重新审定的评分卡为准。"
    elif newest != snapshot:
        warning = f"这不是最新的一号：本年度此后又形成了第{newest.number}号，请以最新的评分卡为准。"
    return VerifiedPaper(
        named=f"{snapshot.year}{card.city_name}评分卡",
        warning=warning,
        facts=(
            ("年度", str(snapshot.year)),
            (site_words().unit, card.city_name),
            ("状态", snapshot.named),
            ("日期", f"{snapshot.day:%Y-%m-%d}"),
            ("文号", snapshot.document or "—"),
            ("总分", f"{format_fixed(card.total)} 分"),
        ),
    )
