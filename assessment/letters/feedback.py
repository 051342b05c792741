"""初步结果反馈函: a unit's preliminary scores, why points were lost, when it may object."""

from assessment.letters.kinds import FEEDBACK, Words
from assessment.letters.paper import Letter
from assessment.letters.reasons import city_table, waits_told
from assessment.letters.scored import ScoredYear
from assessment.letters.words import Filled, always, city_field, words_of
from assessment.models import ObjectionWindow
from assessment.objections.permissions import moment, window_of
from assessment.paper.wording import policy_line
from assessment.scores.standing import CityStanding
from lib.rounding import format_fixed


def feedback_of(found: ScoredYear, standing: CityStanding, words: Words | None = None) -> Letter:
    """Return the letter to a unit. Two queries."""
    values = always(found.year) | _fields(found, standing)
    return Letter(
        name=f"{found.year}{standing.city}初步结果反馈函",
        words=Filled(words or words_of(found.year, FEEDBACK), values),
        tables=(city_table(standing, "得分、扣分及理由"),),
        notes=(f"计分口径：{policy_line(found.standings.policy)}", *waits_told([standing])),
        digest=found.digest,
        status=found.status,
        is_letter=True,
        to=f"{standing.city}：",
    )


def _fields(found: ScoredYear, standing: CityStanding) -> dict[str, str]:
    window = window_of(found.year)
    parts = [f"{s.section.name}{format_fixed(s.score)}分" for s in standing.score.sections]
    if standing.score.bonus and found.standings.policy.counts_bonus:
        parts.append(f"加分{format_fixed(standing.bonus)}分")
    return city_field(standing.city) | {
        "得分": format_fixed(standing.total),
        "扣分": format_fixed(standing.lost),
        "各部分得分": "，".join(parts),
        "申诉期": window_told(window),
        "答复天数": str(window.answer_days),
        "复议": appeal_told(window),
    }


def window_told(window: ObjectionWindow) -> str:
    """Return from when to when units may object, in words."""
    opens, closes = (moment(at) if at else "" for at in (window.opens_at, window.closes_at))
    if opens and closes:
        return f"{opens} 至 {closes}"
    if closes:
        return f"{closes} 前"
    return f"{opens} 起，截止时间另行通知" if opens else "起止时间另行通知"


def appeal_told(window: ObjectionWindow) -> str:
    if not window.has_second_stage:
        return "本年度不设复议。"
    return f"对决定不服的，可在决定后{window.appeal_days}日内申请复议。"
