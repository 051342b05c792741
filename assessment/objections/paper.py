"""申诉表 and 复核决定 as papers: what was filed and answered; what was decided and why."""

from django.template.loader import render_to_string

from assessment.letters.kinds import DECISION, OBJECTION_FORM
from assessment.letters.words import Filled, city_field, filled_words
from assessment.models import Objection, ObjectionDecision, ObjectionMessage
from assessment.objections.deciding import told_change
from assessment.objections.thread import ThreadEvent, thread_of
from assessment.permissions import FROZEN
from lib.rounding import format_fixed, format_points
from lib.site_words import said
from lib.wording import who
from press.paper.printing import Document
from press.paper.wording import moment, short_digest
from trust import log
from trust.files import safe_name

_K = ObjectionMessage.Kind


def form_of(objection: Objection) -> Document:
    """Return the city's form with the office's answer. Eight queries."""
    thread = thread_of(objection)
    late = "（逾期）" if objection.is_late else ""
    rows = [
        *_about(objection),
        ("申诉要求", objection.wanted),
        ("申诉理由", objection.reason),
        ("提出", f"{thread[0].who}　{moment(objection.filed_at)}{late}"),
        *_said(thread, _K.ANSWER),
        *_said(thread, _K.APPEAL),
        ("现在状态", objection.get_state_display()),
    ]
    words = _words(objection, OBJECTION_FORM, objection.filed_at)
    return _document(objection, words, rows, thread=thread, kind="申诉表")


def decision_of(objection: Objection) -> Document:
    """Return what was decided, at both stages where there were two, and what was
    corrected of it since. Eight queries, and one a stage.

    It goes to the city: of other cities it says nothing.
    """
    thread = thread_of(objection)
    rows = [*_about(objection), ("申诉要求", objection.wanted), ("申诉理由", objection.reason)]
    rows += _said(thread, _K.ANSWER)
    for decision in objection.decisions.all():
        if decision.stage == 2:
            rows += _said(thread, _K.APPEAL)
        rows += _decided(decision)
        rows += _corrected(decision)
    words = _words(objection, DECISION, objection.decided_at)
    return _document(objection, words, rows, thread=[], kind="复核决定")


def _words(objection: Objection, kind: str, at) -> Filled:
    """Return the words of the day on which it was filed or decided."""
    return filled_words(objection.year, kind, city_field(objection.city_name), at=at)


def _about(objection: Objection) -> list[tuple[str, str]]:
    return [
        (said("市州"), objection.city_name),
        ("指标", f"{objection.item_name}（计分要点 {objection.component}）"),
        ("申诉对象", f"{objection.get_kind_display()}：{objection.words}"),
        ("提出时扣分", f"{format_points(objection.deduction)} 分"),
    ]


def _said(thread: list[ThreadEvent], kind: ObjectionMessage.Kind) -> list[tuple[str, str]]:
    return [
        (kind.label, f"{event.text}\n{event.who}　{moment(event.at)}")
        for event in thread
        if event.what == kind.label
    ]


def _decided(decision: ObjectionDecision) -> list[tuple[str, str]]:
    name = "复议决定" if decision.stage == 2 else "决定"
    total = tuple(map(format_fixed, (decision.total_before, decision.total_after)))
    return [
        (name, decision.get_outcome_display()),
        (f"{name}的理由", decision.reason),
        ("数据更正", "\n".join(map(told_change, decision.changes)) or "不改数据"),
        ("总分", f"{total[0]} → {total[1]}" if total[0] != total[1] else f"{total[0]}，不变"),
        ("名次", _ranks(decision)),
        (
            f"{name}人",
            f"{who(decision.decided_as, str(decision.decided_by))}　{moment(decision.decided_at)}",
        ),
    ]


def _corrected(decision: ObjectionDecision) -> list[tuple[str, str]]:
    """Return what corrections made another of it. One query."""
    made = decision.corrections.made().select_related("snapshot")
    return [(each.named, f"{each.change}\n{each.told}") for each in made.order_by("pk")]


def _ranks(decision: ObjectionDecision) -> str:
    before, after = decision.rank_before, decision.rank_after
    return f"第 {before} 名 → 第 {after} 名" if before != after else f"第 {before} 名，不变"


def _document(objection: Objection, words: Filled, rows, *, thread, kind: str) -> Document:
    files = [(event.what, file) for event in thread for file in event.files]
    digest = log.last_change(log.entries_on(Objection, Objection.objects.filter(pk=objection.pk)))
    html = render_to_string(
        "paper/objection.html",
        {
            "title": words.heading,
            "words": words,
            "digest": short_digest(digest),
            "number": str(objection),
            "rows": rows,
            "files": files,
        },
    )
    name = safe_name(f"{objection}{objection.city_name}{kind}")
    return Document(name, words.heading, html, is_published=objection.year.state in FROZEN)
