"""Nothing is guessed: what no pattern reads is handed to a person, word for word."""

import pytest

from assessment.reader.patterns import SCORING
from assessment.reader.reading import read_table
from assessment.reader.types import Severity
from tests.reader.tables import make_table, read_item

# Text, then what must be unsettled in it.
INVENTED = [
    ("做好信访工作，计9分，情节严重的酌情扣1–3分。", ["情节严重的酌情扣1–3分"]),
    ("做好信访工作，计9分，情节严重的，酌情扣1-3分。", ["情节严重的，酌情扣1-3分"]),
    ("做好信访工作，计9分，未上报每起扣1分，扣完为止。", ["扣完为止"]),
    ("扣完为止，计9分，未召开会议扣2分。", ["扣完为止"]),
    ("做好信访工作，计9分，造成影响的加倍扣分。", ["造成影响的加倍扣分"]),
    ("按要求报送信息，得5分，每少一次扣0.5分。", ["得5分", "每少一次扣0.5分"]),
    ("按要求报送信息，计5分，每少一次扣0.5分。", ["每少一次扣0.5分"]),
    ("完成油茶100亩、茶叶50亩，计8分，每少完成10亩扣0.5分。", ["每少完成10亩扣0.5分"]),
    ("完成油茶100亩、村庄整治5个，计8分，每少完成10%扣1分。", ["每少完成10%扣1分"]),
    ("其中油茶五千亩、茶叶1500亩，计8分，每少完成10%扣0.8分。", ["每少完成10%扣0.8分"]),
    ("其中茶叶1500亩、油茶若干亩，计8分，每少完成10%扣0.8分。", ["每少完成10%扣0.8分"]),
    ("做好工作，计9分，未按时报送扣2分，最多扣5分。", ["最多扣5分"]),
    ("做好工作，计9分，获得省级表彰的加2分。", ["获得省级表彰的加2分"]),
    ("做好工作，计9分，受到省级以上表彰奖3分。", ["受到省级以上表彰奖3分"]),
    ("做好工作，计9分，发生重大事故的一票否决。", ["发生重大事故的一票否决"]),
    ("做好工作，计9分，发生重大事故的不得分。", ["发生重大事故的不得分"]),
    ("做好工作，计9分，发生重大事故的，该项不计分。", ["发生重大事故的，该项不计分"]),
    ("做好工作，计9分，未完成任务的，得分减半。", ["未完成任务的，得分减半"]),
    ("做好工作，计9分，从总分中减去2分。", ["从总分中减去2分"]),
    ("做好工作，计9分，发生越级上访每起减1分。", ["发生越级上访每起减1分"]),
    ("做好工作，计9分，迟报1天扣0.1分。", ["迟报1天扣0.1分"]),
    ("做好工作，计9分，每迟报1天扣0.1分。", ["每迟报1天扣0.1分"]),
    ("做好工作，计9分，缺少一项扣1分。", ["缺少一项扣1分"]),
    ("做好工作，计9分，工作一般扣2分。", ["工作一般扣2分"]),
    ("做好工作，计9分，按完成比例计分。", ["按完成比例计分"]),
    ("做好工作，计9分，扣1分/次。", ["扣1分/次"]),
    ("做好工作，计9分，发生越级上访每起扣1分以上。", ["发生越级上访每起扣1分以上"]),
    ("做好工作，计9分，发生越级上访每起扣1至3分。", ["发生越级上访每起扣1至3分"]),
    ("做好工作，计9分，未召开会议扣2分，另扣责任单位1分。", ["另扣责任单位1分"]),
    ("做好工作，计9分，第一次扣1分，第二次扣2分。", ["第一次扣1分", "第二次扣2分"]),
    ("做好工作，计9分。情节严重的，发生违纪每起扣2分。", ["情节严重的，发生违纪每起扣2分"]),
    ("做好工作，计9分，迟到3次以上每次扣1分。", ["迟到3次以上每次扣1分"]),
    ("做好工作，计9分，省政府指标数，每少完成10%扣2分。", ["省政府指标数，每少完成10%扣2分"]),
    ("完成避险解困100人，计9分，未完成考核指标扣10分。", ["未完成考核指标扣10分"]),
    ("完成避险解困100人，计9分，未完成扣10分。", ["未完成扣10分"]),
    ("完成望城区、宁乡县的移民资金内部审计，计7分，未完成扣6分。", ["未完成扣6分"]),
    ("做好工作（8分），未召开会议扣2分。", ["8分", "未召开会议扣2分"]),
    ("做好工作，计5分，未整改每项扣0.5分（最高扣3分）。", ["最高扣3分"]),
    ("做好工作，计5分，满意度每下降1个百分点扣0.1分。", ["满意度每下降1个百分点扣0.1分"]),
    ("做好工作，计5分，被通报的取消评优资格。", ["被通报的取消评优资格"]),
    ("做好工作，计5分，被通报的，考核等次降低一等次。", ["被通报的，考核等次降低一等次"]),
    ("做好工作，计5分，视情节轻重扣分。", ["视情节轻重扣分"]),
    (
        "做好工作，计5分，迟报、漏报、错报每次分别扣0.1、0.2、0.3分。",
        ["迟报、漏报、错报每次分别扣0.1、0.2、0.3分"],
    ),
    ("做好工作，计5分，迟报和漏报每次各扣0.1分。", ["迟报和漏报每次各扣0.1分"]),
    ("做好工作，计5分，未整改到位的加扣0.5分。", ["未整改到位的加扣0.5分"]),
    ("做好工作，计5分，未召开会议扣0分。", ["未召开会议扣0分"]),
    ("做好工作，计5分，未召开会议扣2分，未召开会议扣2分。", ["未召开会议扣2分"]),
]


@pytest.mark.parametrize(("text", "phrases"), INVENTED, ids=[text for text, _ in INVENTED])
def test_wording_that_no_pattern_covers_is_unsettled(text, phrases):
    reading = read_table(make_table(text))
    item = reading.sections[0].items[0]
    assert list(item.unsettled) == phrases
    unsettled = [f.phrase for f in reading.findings if f.severity is Severity.UNSETTLED]
    assert unsettled == phrases


@pytest.mark.parametrize(
    "leaning",
    [
        *("酌情扣分", "视情扣分", "每起扣分以上", "扣分以上", "加扣分", "最多扣分", "直接扣分"),
        *("再扣分", "另扣分", "可扣分", "并扣分", "则扣分", "按次扣分", "给予扣分", "倒扣分"),
    ],
)
def test_phrase_that_leans_on_the_clause_before_is_shown_with_it(leaning):
    item = read_item(f"做好工作，计9分，未召开会议扣2分，上级认定，{leaning}。")
    assert item.unsettled == (f"上级认定，{leaning}",)


def test_phrase_that_stands_by_itself_is_shown_alone():
    item = read_item("做好工作，计9分，未召开会议扣2分，上级认定，由省局扣分。")
    assert item.unsettled == ("由省局扣分",)


@pytest.mark.parametrize(
    "text",
    [
        "不折不扣落实政策，紧扣目标任务，规范代扣代缴和回扣管理，计9分，未召开会议扣2分。",
        "充分发挥作用，每10分钟通报一次，部分移民减少三分之一，计9分，未召开会议扣2分。",
        "十分重视减贫减灾，增加分管领导，计9分，未召开会议扣2分。",
    ],
)
def test_words_that_only_look_like_scoring_are_left_alone(text):
    item = read_item(text)
    assert item.unsettled == ()
    assert [rule.clause for rule in item.components[0].rules] == ["未召开会议扣2分"]


# Wordings that differ from the official ones and can still be read without a guess.
@pytest.mark.parametrize(
    ("text", "clause", "pattern"),
    [
        ("做好工作，计９分，发生上访每起扣０．５分。", "发生上访每起扣０．５分", "event"),
        ("完成油茶5,000亩，计8分，每少完成 10 ％扣 0.8 分。", "每少完成 10 ％扣 0.8 分", "share"),
        ("完成简报12期，计5分，每少1期扣0.5分。", "每少1期扣0.5分", "units"),
        ("做好工作，计九分，未召开会议扣一分。", "未召开会议扣一分", "failing"),
        ("未召开会议扣2分，计9分。", "未召开会议扣2分", "failing"),
        ("做好工作，计9分，每发现一例违纪扣2分。", "每发现一例违纪扣2分", "event_first"),
        ("做好工作,计5分,因配合不力影响进度,每项扣1分;", "因配合不力影响进度,每项扣1分", "event"),
        ("做好工作，计5分。1.未制定方案扣1分。", "未制定方案扣1分", "failing"),
        ("群众满意率90%以上，计5分，满意率每下降1%扣1分。", "满意率每下降1%扣1分", "rates"),
    ],
)
def test_variant_wording_is_read(text, clause, pattern):
    item = read_item(text)
    rules = item.components[0].rules
    assert [(rule.clause, rule.pattern) for rule in rules] == [(clause, pattern)]
    assert item.unsettled == ()


def test_detection_sees_every_deduction():
    assert SCORING.search("扣")
    assert SCORING.search("扣除2分")
    assert not SCORING.search("折扣、回扣、扣押、扣留")
