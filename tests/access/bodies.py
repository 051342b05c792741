"""What a page of ours would send to an address: the door is reached with a sound request.

A row an address: its name and a function of the world that returns what the test client's
post takes (data, content_type). An address without a row is sent nothing.
"""

from collections.abc import Callable

from django.core.files.uploadedfile import SimpleUploadedFile

from assessment.flow.columns import column_of
from assessment.models import Round
from assessment.rounds.alerts import candidates
from selfeval.models import Report
from tests.access.reports import PROJECT
from tests.trust import hostile

JSON = {"content_type": "application/json"}


def _file(world) -> dict:
    return {"data": {"code": "trained", "file": SimpleUploadedFile("a.txt", "台账".encode())}}


def _block(world) -> dict:
    """A figure pasted over one that stands, as its preview was confirmed."""
    cell = "trained.outcome"
    held = Report.objects.get(pk=world.arguments["report"]).cells.get(cell, {})
    where = {"at": cell, "block": "b-indicators1", "section": "scores"}
    return where | {"rows": [["201"]], "seen": {cell: held.get("version", 0)}}


def _incident(world) -> dict:
    said = {"city": world.table.city.pk, "happened_on": "2017-06-01", "kind": "late"}
    return {"data": said | {"description": "报表迟报两天。"}}


def _seen(world) -> dict:
    """A column as its page showed it."""
    column = column_of(world.year, (world.arguments["indicator"], world.arguments["office"]))
    return {"data": {"seen": column.mark, "reason": "核对后更正。"}}


def _words(world) -> dict:
    """Other words for the paper, as the page sends them."""
    return {"data": {"heading": "{年度}年度情况表", "opening": "请阅。", "seen": 0}}


def _cell(world) -> dict:
    return {"id": world.arguments["result"], "text": "7", "version": 1}


def _round(world) -> dict:
    days = {"as_of": "2017-09-30", "due_on": "2099-01-05"}
    return {"data": {"name": "第2次调度", "weight": "1", "version": 1, **days}}


def _found(world) -> dict:
    cell = world.arguments["sampled_cell"]
    return {f"found{cell}": "3", f"words{cell}": "清册只有 3。", f"version{cell}": "1"}


def _problem(world) -> dict:
    told = {"problem": "台账不全。", "demand": "补齐。", "due_on": "2099-01-31"}
    return told | {"city": world.table.city.pk, "responsible": "培训科"}


BODIES: dict[str, Callable] = {
    # rounds
    "round-open": _round,
    "round-change": _round,
    "round-settings": lambda world: {
        "data": {"counting": "last", "green": "95", "yellow": "80", "version": 1}
    },
    "round-close": lambda world: {"data": {"version": 1, "takes_present": "on"}},
    "round-reopen": lambda world: {
        "data": {"version": 1, "reason": "更正。", "due_on": "2099-02-01"}
    },
    "round-discard": lambda world: {"data": {"version": 1}},
    "round-counted": lambda world: {
        "data": {"indicator": world.arguments["indicator"], "cell": "1:1:7"}
    },
    "round-cell": lambda world: {"data": _cell(world), **JSON},
    "round-block": lambda world: {"data": {"cells": [_cell(world)]}, **JSON},
    "round-paste": lambda world: {
        "data": {"rows": [["7"]], "at": world.arguments["result"], "seen": {
            str(world.arguments["result"]): 1}}, **JSON
    },
    "alerts-issue": lambda world: {
        "data": {"wanted": "请加快推进。", "city": [
            each.seal for each in candidates(Round.objects.get()) if not each.standing]}
    },
    "alert-withdraw": lambda world: {"data": {"reason": "数据有误。"}},
    # self-checks
    "self-check-window": lambda world: {"data": {"version": 1, "closes_at": "2099-01-31T18:00"}},
    "self-check-withdraw": lambda world: {"data": {"version": 1}},
    "self-check-return": lambda world: {"data": {"version": 1, "reason": "与台账不符。"}},
    "self-check-cell": lambda world: {"data": _cell(world), **JSON},
    "self-check-block": lambda world: {"data": {"cells": [_cell(world)]}, **JSON},
    "self-check-paste": lambda world: {
        "data": {"rows": [["7"]], "at": world.arguments["result"], "seen": {
            str(world.arguments["result"]): 1}}, **JSON
    },
    "self-check-remark": lambda world: {"data": {"remark": "改过的说明", "version": 1}},
    "self-check-file-add": lambda world: {
        "data": {"file": SimpleUploadedFile("台账.txt", "台账".encode())}
    },
    "reported-take": lambda world: {"data": {"version": 1, "seen": 1}},
    "self-check-scans": lambda world: {
        "data": {"file": SimpleUploadedFile("再盖章.png", hostile.png() + b"1")}
    },
    "self-check-scan-take-back": lambda world: {"data": {"file": world.arguments["self_scan"]}},
    "sign-off": _seen,
    "sign-off-withdraw": _seen,
    "column-review": _seen,
    "year-step": lambda world: {"data": {"version": 1}},
    "step-proposal": lambda world: {"data": {"act": "decline", "reason": "还有申诉。"}},
    "substitutes": lambda world: {
        "data": {
            "substitute": world.arguments["colleague"], "first_day": "2098-01-05",
            "last_day": "2098-01-09", "reason": "出差。",
        }
    },
    "substitute-act": lambda world: {"data": {"act": "for"}},
    "year-disclosure": lambda world: {
        "data": {"seen": 1, "main_to": "各市州", "page": "closed", "reason": "网页有误。"}
    },
    "result-confirm": lambda world: {"data": {"version": 1}},
    "claim-window": lambda world: {"data": {"version": 1, "closes_at": "2099-01-31T18:00"}},
    "claim-new": lambda world: {
        "data": {
            "rule": world.arguments["claim_rule"], "kind": "award", "title": "先进集体",
            "level": "国家级", "happened_on": "2017-06-01", "issuer": "水利部", "amount": "1",
        }
    },
    "claim-take": lambda world: {
        "data": {
            "city": world.table.city.key, "code": world.arguments["claim_code"], "seen": "1"
        }
    },
    "claim-file-add": lambda world: {
        "data": {"file": SimpleUploadedFile("发文.txt", "发文".encode())}
    },
    "claim-step": lambda world: {
        "data": {"step": "return", "version": 1, "text": "请补充发文。"}
    },
    "claim-decide": lambda world: {
        "data": {"outcome": "accept", "amount": "1", "reason": "属实。", "version": 1}
    },
    "veto-new": lambda world: {
        "data": {
            "rule": world.table.sections.get(order=1)
            .items.get(name="移民培训").components.get().rules.get(kind="veto").pk,
            "document": "湘政办〔2017〕9号", "ground": "省政府通报。",
        }
    },  # fmt: skip
    "veto-answer": lambda world: {"data": {"act": "agree", "version": 1}},
    "veto-lift": lambda world: {"data": {"reason": "复查不实。", "version": 1}},
    "veto-take-back": lambda world: {"data": {"version": 1}},
    "exemption-new": lambda world: {
        "data": {
            "subject": str(world.table
            .sections.get(order=2).items.get().indicator_id),
            "cause": "changed_target", "document": "湘移发〔2017〕22号", "plea": "任务调整。",
        }
    },
    "exemption-answer": lambda world: {"data": {"act": "decline", "answer": "否", "version": 1}},
    "exemption-lift": lambda world: {"data": {"reason": "任务恢复。", "version": 1}},
    "exemption-take-back": lambda world: {"data": {"version": 1}},
    "year-consequences": lambda world: {"data": {"version": 1, "general": "与资金安排挂钩。"}},
    "objection-window": lambda world: {
        "data": {"version": 1, "answer_days": 3, "appeal_days": 3, "reason": "顺延。"}
    },
    "objection-to-figure": lambda world: {
        "data": {"wants": "figure", "claimed": "7", "reason": "应为7。"}
    },
    "objection-to-deduction": lambda world: {"data": {"wants": "nothing", "reason": "不应扣。"}},
    "objection-write": lambda world: {"data": {"step": "message", "text": "补充说明。"}},
    "objection-decide": lambda world: {
        "data": {"outcome": "rejected", "reason": "不成立。", "version": 1, "seal": ""}
    },
    "paper-issue": lambda world: {
        "data": {"paper": "feedback", "of": world.table.city.key, "seen": 1}
    },
    "paper-words": _words,
    "paper-preview": _words,
    "correction-of-figure": lambda world: {"data": {"value": "7", "reason": "应为7。", "seal": ""}},
    "correction-of-rule": lambda world: {
        "data": {"parameter": "deduction", "value": "7", "reason": "应为7。", "seal": ""}
    },
    "correction-of-decision": lambda world: {
        "data": {"outcome": "upheld", "words": "成立。", "reason": "应成立。", "seal": ""}
    },
    # sample checks and problems
    "sample-check-draw": lambda world: {"data": {"size_kind": "cells", "size": 1, "seen": 1}},
    "sample-check-settle": lambda world: {
        "data": {"act": "explain", "version": 1, "reason": "已补齐。"}
    },
    "sample-check-file-add": lambda world: {
        "data": {"file": SimpleUploadedFile("笔录.txt", "笔录".encode())}
    },
    "sample-check-sheet": lambda world: {"data": _found(world)},
    "sample-check-pick": lambda world: {
        "data": {"cell": world.arguments["count"], "reason": "群众反映。"}
    },
    "rectification-new": lambda world: {"data": _problem(world)},
    "rectification-step": lambda world: {
        "data": {"step": "withdraw", "text": "下发有误。", "version": 1}
    },
    "rectification-term": lambda world: {
        "data": {"due_on": "2099-02-28", "reason": "汛期。", "version": 1}
    },
    "correction-answer": lambda world: {"data": {"act": "decline", "reason": "依据不足。"}},
    "incidents-import-take-back": lambda world: {"data": {"reason": "导错了文件。"}},
    "results-import-take-back": lambda world: {"data": {"reason": "导错了文件。"}},
    "tables-import-take-back": lambda world: {"data": {"reason": "导错了文件。"}},
    # the register of incidents
    "incident-new": _incident,
    "incident-edit": lambda world: {"data": _incident(world)["data"] | {"version": 1}},
    "incident-questions": lambda world: {
        "data": {"subject": world.arguments["incident_asked"], "reason": "是两起。"}
    },
    "incident-withdraw": lambda world: {"data": {"version": 1, "reason": "重复登记。"}},
    "incident-link": lambda world: {"data": {"cell": world.arguments["count"], "act": "unlink"}},
    "incident-evidence-add": lambda world: {
        "data": {"file": SimpleUploadedFile("通报.txt", "通报".encode())}
    },
    "cell-incident-link": lambda world: {
        "data": {"version": 1, "incident": world.arguments["loose_incident"]}
    },
    "cell-incident-unlink": lambda world: {
        "data": {"version": 1, "incident": world.arguments["incident"]}
    },
    "cell-incidents-take": lambda world: {"data": {"version": 1, "seen": 1, "on": "2018-01-05"}},
    # selfeval: filling
    "report-cells": lambda world: {
        "data": {"cells": [{"address": "summary", "words": "改过的概述", "version": None}]}, **JSON
    },
    "report-paste": lambda world: {"data": _block(world), **JSON},
    "report-paste-back": lambda world: {
        "data": {"cells": [{"address": "summary", "words": "原来的", "version": None}]}, **JSON
    },
    "report-row-add": lambda world: {"data": {"table": "projects"}, **JSON},
    "report-row-remove": lambda world: {"data": {"table": "projects", "row": "1"}, **JSON},
    "report-indicator-add": lambda world: {
        "data": {"parent": "benefit", "label": "受益人口增加"}, **JSON
    },
    "report-indicator-remove": lambda world: {"data": {"code": world.arguments["code"]}, **JSON},
    "attachment-add": _file,
    "report-submit": lambda world: {"data": {"version": 1}},
    "report-extension-ask": lambda world: {
        "data": {"until": "2099-01-31T18:00", "reason": "汛期抢险，推迟填报。"}
    },
    "selfeval-extension-answer": lambda world: {"data": {"granted": "0", "answer": "不同意。"}},
    "report-stamped": lambda world: {
        "data": {"file": SimpleUploadedFile("盖章件.png", hostile.png())}
    },
    "report-stamped-take-back": lambda world: {"data": {"file": world.arguments["stamped"]}},
    "report-remark-answer": lambda world: {"data": {"answer": "已补。"}},
    "report-comments": lambda world: {"data": {"cell": "summary", "text": "请核对台账。"}},
    "report-comment-settle": lambda world: {"data": {"seen": 0}},
    "projects-add": lambda world: {"data": {"names": "丙项目\n丁项目"}},
    "report-project-name": lambda world: {"data": {"name": "改名项目", "seen": PROJECT}},
    "report-project-copy": lambda world: {"data": {"name": "复制的项目"}},
    "report-project-remove": lambda world: {"data": {"version": 1}},
    "report-withdraw": lambda world: {"data": {"version": 1}},
    # selfeval: review
    "reports-bulk": lambda world: {
        "data": {"step": "take_up", "report": [f"{world.arguments['report']}:1"]}
    },
    "report-step": lambda world: {"data": {"step": "take_up", "version": 1}},
    "report-return": lambda world: {
        "data": {"version": 1, "reason": "请写具体。", "scope": "whole"}
    },
    "report-remark": lambda world: {"data": {"cell": "summary", "text": "请写具体。"}},
    # selfeval: tasks
    "selfeval-remind": lambda world: {"data": {"report": [world.arguments["report"]]}},
    "selfeval-extend": lambda world: {
        "data": {
            "report": [world.arguments["report"]], "until": "2099-01-31T18:00", "reason": "受灾。"
        }
    },
}  # fmt: skip
