"""Whatever the text, the time grows with its length alone: nothing is tried over and over."""

import time

import pytest

from assessment.reader.reading import read_table
from assessment.reader.types import RawItem, RawSection, RawTable

LENGTH = 24_000
#: The same shape, a quarter as long: what grows with the length takes a fourth of the time, what
#: grows with its square a sixteenth. They are told apart in between, however busy the machine.
PART = LENGTH // 4
MOST_TIMES = 9
#: In seconds: what takes no longer than this is noise and not judged.
NOISE = 0.4
#: What grows with the square does so every time; what is disturbed from outside does not.
TRIES = 3


def han(number: int) -> str:
    return chr(0x4E00 + number % 5000) + chr(0x5E00 + number // 5000)


def filled(length: int, unit: str, before: str = "", after: str = "") -> str:
    return before + unit * (length // len(unit)) + after


def shapes(length: int) -> dict[str, str]:
    return {
        "one clause again and again": filled(length, "未完成扣1分；", "完成任务，计8分，"),
        "clauses all different": "计8分，"
        + "".join(f"办理{han(n)}不力每次扣1分；" for n in range(length // 12)),
        "commas without an end": filled(length, "甲乙，", after="扣1分。"),
        "a clause after each comma": filled(length, "甲乙，扣1分，"),
        "one huge clause": filled(length, "按照要求认真完成各项工作任务", after="扣1分"),
        "hits without a stop": filled(length, "扣1分加"),
        "many components": filled(length, "计8分，"),
        "digits that end in nothing": filled(length, "1", after="甲"),
        "numerals that end in nothing": filled(length, "一", after="甲"),
        "digits and commas": filled(length, "1,", after="分"),
        "many measures": "其中"
        + "、".join(f"油{han(n)}{n}亩" for n in range(length // 9))
        + "，计8分，"
        + "每少完成10%扣0.8分；" * (length // 13),
        "brackets that never close": filled(length, "（扣1分"),
        "brackets that never open": filled(length, "扣1分）"),
        "places that begin anew": filled(length, "完成芦淞区、", after="的审计。"),
        "places unknown": "".join(
            f"完成{han(n)}县的移民资金内部审计，计7分，每少完成1个县扣1.5分；"
            for n in range(length // 30)
        ),
        "misspelt terms": filled(length, "后扶工作察"),
        "terms": filled(length, "后扶工作稽察"),
        "empty lines": filled(length, "\n", "计8分", "。扣1分"),
        "a deduction a line": filled(length, "扣1分\n"),
        "rates": filled(length, "率、率和", after="每下降1%各扣0.1分"),
        "sums of sums": filled(length, "甲乙1人，其中丙丁1人，", after="计8分，每少1人扣1分。"),
        "awards for a rate": filled(length, "率达到90%得1分，"),
        "bands": filled(length, "90%以上得1分，"),
        "numbered": filled(length, "1.未完成扣1分，2）"),
        "decimal commas": filled(length, "扣0,2分，"),
        "spaces in figures": filled(length, "扣 1 1"),
        "a condition before each": filled(length, "在检查中，未上报扣1分；", "完成任务，计8分，"),
        "conditions that hold to the end": filled(
            length, "在检查中，甲扣1分，未报扣1分；", "完成任务，计8分，"
        ),
        "a tail behind each": filled(length, "未上报扣1分，以上情形除外；", "完成任务，计8分，"),
        "deductions that grow": filled(
            length, "未上报扣1分，再次未上报扣2分，", "完成任务，计8分，"
        ),
        "headings": filled(length, "甲乙：", "完成任务，计8分，", "未上报扣1分"),
        "sentences left over": filled(length, "甲乙。", "完成任务，计8分，未上报扣1分。"),
        "how things are looked into": filled(length, "查看", "完成任务，计8分，", "，未上报扣1分"),
        "reasons without an end": filled(length, "因", "完成任务，计8分，未上报扣1分，", "甲。"),
        "labels": filled(length, "1.", "完成任务，计8分，", "未上报扣1分"),
        "things lacking": filled(length, "缺一项扣1分；", "甲乙" * (length // 4) + "，计8分，"),
        "points for each": filled(length, "被省采用1篇得1分；", "完成任务，计8分，"),
        "points for each, all different": "计8分，"
        + "".join(f"{han(n)}获评1个加1分；" for n in range(length // 12)),
        "awards taken again": filled(length, "按时报得8分，每迟报1次扣1分；", "完成任务，计8分，"),
        "the same counts once": "计8分，"
        + "".join(f"{han(n)}获评1个加1分，同一事项不重复加分；" for n in range(length // 24)),
        "caps of all": filled(length, "本项最多扣5分；", "完成任务，计8分，未报每次扣1分；"),
        "exceptions": filled(length, "除外，计8分，未上报扣1分，"),
        "points behind": filled(length, "未按要求报送信息的扣0.5分（每次）；", "报送信息，计8分，"),
        "late for long": filled(length, "每逾期1天扣0.5分；", "完成任务，计8分，"),
        "done once": "计8分，" + "".join(f"有{han(n)}力一次扣1分；" for n in range(length // 9)),
        "rules each after a different thing": "完成任务，计8分，"
        + "".join(f"{han(n)}力，未办{han(n)}每次扣1分。" for n in range(length // 16)),
    }


@pytest.mark.parametrize("shape", shapes(PART))
def test_time_grows_with_the_length_alone(shape):
    part, whole = (table(shapes(length)[shape]) for length in (PART, LENGTH))

    assert any(grows_alike(part, whole) for _ in range(TRIES))


def grows_alike(part: RawTable, whole: RawTable) -> bool:
    return took(whole) < max(MOST_TIMES * took(part), NOISE)


def took(raw: RawTable) -> float:
    """Return the processor's seconds for reading a table."""
    began = time.process_time()
    read_table(raw, known_places=lambda *_: False, places_of=lambda _: ["芦淞区", "望城区"])
    return time.process_time() - began


def test_many_sections_and_notes_are_read_in_time():
    assert any(grows_alike(many_sections(5), many_sections(20)) for _ in range(TRIES))


def many_sections(count: int) -> RawTable:
    """Return a table of so many sections and five times as many notes."""
    item = RawItem("指标", "计8分，未完成扣1分。", "8", "规划计划处")
    sections = tuple(RawSection("一", f"部分{n}（8）", (item,)) for n in range(count))
    notes = ("移民业务工作部分得分=（移民业务工作部分各项指标得分总额/67）×76",) * (count * 5)
    return RawTable("2017年度长沙市指标表", 2017, "长沙市", sections, notes)


def table(text: str) -> RawTable:
    item = RawItem("指标", text, "8", "规划计划处")
    section = RawSection("一", "移民业务工作（76）", (item,))
    return RawTable("2017年度长沙市指标表", 2017, "长沙市", (section,), ())


def test_component_that_asks_for_hundreds_of_things_is_left_to_a_person():
    listed = "、".join(f"油{han(n)}{n}亩" for n in range(1, 300))
    reading = read_table(table(f"完成{listed}，计8分，每少完成10%扣0.8分。"))

    [item] = reading.sections[0].items
    assert item.components[0].rules == ()
    assert item.unsettled == ("每少完成10%扣0.8分",)
    assert "no_rules" in {finding.code for finding in reading.findings}


@pytest.mark.parametrize(("length", "is_read"), [(190, True), (196, False), (300, False)])
def test_name_that_no_column_holds_is_left_to_a_person(length, is_read):
    clause = f"未{'按' * length}办理每次扣1分"
    [item] = read_table(table(f"做好工作，计8分，{clause}。")).sections[0].items

    assert bool(item.components[0].rules) is is_read
    assert item.unsettled == (() if is_read else (clause,))
