"""Small documents on which the reader once failed, from the file to the rules and what is left.

Each stands for a whole kind; tests/reader has the kinds one by one.
"""

import pytest

from assessment.reader.documents import read_document
from assessment.reader.reading import read_table
from assessment.reader.types import Severity
from tests.reader.tables import CASES

#: For each item of a document its points, its rules by kind, and what is left to a person.
READ = {
    "01_once_instead_of_each": [
        ("5", ["per_occurrence 一次未报送扣0.5分"], []),
        ("5", ["per_occurrence 有一项未落实的，扣1分"], []),
        ("5", ["per_occurrence 一处不合格扣2分"], []),
        ("5", ["per_occurrence 发现一起违章用火扣2分"], []),
        ("5", ["per_occurrence 发现一例政策不知晓情况扣1分"], []),
        ("5", ["period 逾期一个月扣1分"], []),
        ("5", [], ["其中有一项不达标扣3分"]),
    ],
    "02_condition_lost": [
        ("5", ["not_done 未召开会议扣1分"], ["移民人数1万人以上的县，未召开听证会扣2分"]),
        (
            "5",
            [
                "not_done 未设信息员扣1分",
                "per_occurrence 报送了信息预警，但仍发生到市以上集体上访的，每次扣2分",
            ],
            [],
        ),
        ("5", ["not_done 未签订扣1分"], ["责任书内容照搬照抄，与部门实际结合不紧密的，扣2分"]),
        ("5", ["not_done 未召开会议扣1分", "not_done 在省级检查中，未整改到位扣2分"], []),
    ],
    "03_tail_lost": [
        ("5", ["per_occurrence 未按要求报送信息的扣0.5分（每次）"], []),
        ("5", ["not_done 未按要求报送信息的扣0.5分（因不可抗力除外）"], []),
        (
            "5",
            ["per_occurrence 未按要求报送信息的每次扣0.5分，省里统一安排延期的除外"],
            [],
        ),
        ("5", [], ["未召开会议扣1分，以此类推"]),
    ],
    "04_zero_points_component": [
        ("5", ["set_component 符合政策生育率82%以下的记零分"], []),
        ("5", ["set_component 未达到的计0分"], []),
    ],
    "05_deduction_above_points": [("5", ["not_done 未落实机构扣32分"], [])],
    "07_cap_words": [("5", ["per_occurrence 公示牌不规范，每个扣0.5分，扣完为止"], [])],
    "09_single_rate_bare": [
        ("5", ["rate_below 每低1个百分点扣0.5分"], []),
        ("5", ["rate_below 满意度每低1个百分点扣0.5分"], []),
        ("5", ["shortfall_unit 每少1个扣1分"], ["完成8个得满分"]),
        ("5", ["per_occurrence 缺一项扣2分"], []),
        ("5", ["per_occurrence 每缺一项扣0.5分"], []),
        ("5", ["set_component 未落实的不计分"], []),
    ],
}


def reading_of(name):
    path = CASES / "reading" / f"{name}.docx"
    [raw] = read_document(path.read_bytes(), path.name)
    return read_table(raw)


@pytest.mark.parametrize(("name", "expected"), READ.items(), ids=READ)
def test_document_is_read_without_losing_a_word(name, expected):
    table = reading_of(name)
    told = [
        (
            " ".join(str(component.points) for component in item.components),
            [f"{rule.kind} {rule.clause}" for c in item.components for rule in c.rules],
            list(item.unsettled),
        )
        for item in table.items
    ]
    assert told == expected
    left = [f.phrase for f in table.findings if f.severity is Severity.UNSETTLED]
    assert left == [phrase for _, _, phrases in expected for phrase in phrases]


def test_deduction_above_its_component_is_an_error():
    table = reading_of("05_deduction_above_points")
    assert "deduction_above_points" in {f.code for f in table.findings}
