"""The four source reports assessed, as papers and files are made of them."""

import json
from functools import cache

from selfeval.engine.answers import Answers, answers_of
from selfeval.engine.definition import form_of
from selfeval.filing.workbook.map import Identity
from selfeval.filing.workbook.writing import WorkbookMeta
from selfeval.loading import assess
from selfeval.paper.model import AttachedFile, Filing
from tests.selfeval.factories import shipped, source

SOURCES = ("2017_yueyanglou", "2020_hengyang", "2022_shaodong", "2023_yueyang")
DIGEST = "9f86d081884c7d65" * 4
HEAD = "ab12cd34ef567890" * 4
RECEIPT = "湘库移自评〔2023〕0017号"
FILE = AttachedFile("验收表.pdf", "e3b0c44298fc1c14" * 4, "产出指标")


@cache
def assessed(name: str):
    """Return a source report under its form; a form's code gives an empty report of 2024."""
    if name in SOURCES:
        data = source(name)
        form = form_of(json.loads(shipped(data["form"])))
        return assess(form, answers_of(data), data["year"])
    return assess(form_of(json.loads(shipped(name))), Answers(), 2024)


def submitted(county="岳阳县", **changes) -> Filing:
    fields = {
        "city": "岳阳市", "state": "已提交", "receipt": RECEIPT, "number": 1,
        "submitted_at": "2024年5月30日 16:20", "submitted_by": "李某某", "digest": DIGEST,
        "log_digest": HEAD,
    }  # fmt: skip
    return Filing(county, **(fields | changes))


def meta(name: str, **changes) -> WorkbookMeta:
    own = assessed(name)
    fields = {
        "form": own.form.code, "form_version": own.form.version, "county": "岳阳县",
        "key": "430621", "year": own.year, "report": 7, "report_version": 3,
    }  # fmt: skip
    return WorkbookMeta(Identity(**(fields | changes)), {"output.score": 4})
