"""What of running text is personal, written every way that people write it; and what is not."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from selfeval.engine.flat import flat
from selfeval.engine.people import named_by_title, questions_at
from selfeval.engine.personal import Detail, Span, merged, personal_spans

P, I, A, E, D, N = (  # noqa: E741
    Detail.PHONE, Detail.IDENTITY, Detail.ACCOUNT, Detail.EMAIL, Detail.ADDRESS, Detail.NAME,
)  # fmt: skip
NAMES = ("张建国", "高平", "欧阳修远", "阿依古丽·买买提")

#: Words, in which 【…】 is to be masked, and the kinds in their order.
MASKED = {
    # telephones
    "联系电话【13812345678】。": [P],
    "手机【138 1234 5678】": [P],
    "手机【138-1234-5678】、【13987654321】": [P, P],
    "【１３８１２３４５６７８】（刘）": [P],
    "请拨【+86 13812345678】": [P],
    "【86-13812345678】联系": [P],
    "刘建国【138 12345678】": [P],
    "电话【0731-88881234】": [P],
    "【0731—88881234】": [P],
    "【（0731）88881234】": [P],
    "【０７３１－８８８８　１２３４】": [P],
    "【073188881234】": [P],
    "【0731-8888-1234】": [P],
    "办公【0731-88881234转8012】": [P],
    "办公【0731-88881234-801】": [P],
    "【010-63212345】": [P],
    "【0734 2223456】请拨": [P],
    "【138.1234.5678】": [P],
    "【008613812345678】": [P],
    "【一三八一二三四五六七八】联系": [P],
    "【13812345678】户主": [P],
    "【13812345678】个人": [P],
    "电话：【88881234】": [P],
    "电话：【8888 1234】，": [P],
    "联系方式：【1381 234 5678】": [P],
    "手机号码为【1 3 8 1 2 3 4 5 6 7 8】": [P],
    "QQ：【123456789】": [P],
    "Tel:【2223456】": [P],
    "微信号【13812345678】": [P],
    "电话【88881234】、【88885678】": [P, P],
    # identity numbers
    "身份证【430223198001011234】": [I],
    "【43022319800101123X】": [I],
    "【43022319800101123x】，": [I],
    "【４３０２２３１９８００１０１１２３４】": [I],
    "【430223 19800101 1234】": [I],
    "【430223-19800101-1234】": [I],
    "【430223198001011234】户籍": [I],
    "编号：【430223198001011234】": [I],
    "十五位【430223800101123】。": [I],
    "身份证号：【4302231980****1234】": [I],
    "身份证号码【430223198013451234】": [I],
    # accounts
    "卡号【6228480402564890018】": [A],
    "【6228480402564890018】": [A],
    "【6228 4804 0256 4890 018】": [A],
    "账号：【18-123456789012345】": [A],
    "帐号【43001234567890】": [A],
    "银行卡【6228 4804 0256 4890 019】": [A],
    "农行卡【622848 1234567890123】": [A],
    "账户为【1234567890】": [A],
    "户名刘某开户行农行支行【6228480402564890012】": [A],
    "存折【81012345678901】": [A],
    # e-mail
    "邮箱【liu_jg@126.com】。": [E],
    "【liu.jg+a@mail.hunan.gov.cn】": [E],
    "【ｌｉｕ＠１２６．ｃｏｍ】": [E],
    "【liu_jg @ 126.com】": [E],
    "QQ邮箱【123456@qq.com】": [E],
    # dwellings
    "在【攸县酒埠江镇官田村3组12号】": [D],
    "【湖南省株洲市攸县酒埠江镇官田村三组十二号】": [D],
    "搬到【官田村塘冲组12号】。": [D],
    "【官田村12号】": [D],
    "【官田村塘下组（18号】）": [D],
    "住址为【泰山路12号A栋302室】": [D],
    "【官田村3组12号】房屋": [D],
    "【凤凰小区3栋2单元501室】": [D],
    "在【凤凰小区A3栋501室】": [D],
    "【凤凰小区3幢2单元5楼501号】": [D],
    "【3栋2单元501】的住户": [D],
    "【凤凰小区3栋2单元501】。": [D],
    "安置房【3栋2单元501室】": [D],
    "【官田村3组12号附1号】": [D],
    "住：【官田村3组】": [D],
    "现居住于【官田村】": [D],
    "住址：【石羊塘镇谭家垅村】，": [D],
    "家庭住址【攸县联星街道】；": [D],
    "家住【官田村】的移民": [D],
    "户籍地址为【攸县渌田镇】 电话不详": [D],
    "租住在【人民路12号】": [D],
    # names
    "【张建国】负责": [N],
    "由【张建国】、李四": [N],
    "经【高平】同志核实": [N],
    "联系人【高平】，": [N],
    "（【高平】）": [N],
    "请【高平】等": [N],
    "【欧阳修远】到任": [N],
    "【阿依古丽·买买提】到任": [N],
    "【高　平】同志": [N],
    "【张 建 国】到任": [N],
    # several
    "【张建国】（【13812345678】，【a@b.cn】）": [N, P, E],
}
KEPT = [
    "湘库移自评〔2017〕0001号",
    "湘移发〔2016〕13812345678号",
    "湘财预[2017]12号",
    "投入13812345678元",
    "投资13812345678.55元",
    "1,381,234,567.80元",
    "共有13812345678人",
    "13812345678万元",
    "2013 2014 2015 2016",
    "2017-01-01至2017-12-31",
    "2017年1月1日",
    "150 2016 2017",
    "项目代码：2017-430223-48-01-123456",
    "合同编号13812345678",
    "统一社会信用代码：12430223448512345Y",
    "二〇一七年一月三十日",
    "一万三千八百一十二",
    "培训移民40848人次，投入2450.88万元",
    "电话回访1200人次",
    "电话调查 2017年",
    "手机信号覆盖20个村",
    "银行卡发放1200张",
    "账户余额12345.67元",
    "一卡通发放资金1234567890.12元",
    "0.07318888123元",
    "热线12345",
    "邮箱 @ 待定",
    "@126.com",
    "a@b",
    "官田村3组道路硬化",
    "官田村三组12户危房改造",
    "官田村3组2号桥",
    "官田村安置区2号楼",
    "3组12号",
    "酒埠江镇官田村",
    "攸县移民局（联星街道人民路123号）",
    "办公地址：攸县人民路123号",
    "市移民局3号楼305室",
    "株洲市移民局办公楼3栋305室",
    "安置小区3栋2单元屋顶维修",
    "领导小组1号文",
    "居住在库区周边的移民",
    "住在安置小区的移民",
    "家住",
    "住址不详",
    "住房300户",
    "家住房改造",
    "提高平均水平",
    "高平均收入",
    "张建设",
    "6228480402564890019",
    "12345678901234567890",
    "123456789012345678",
    "4302239999999998",
    "A13812345678",
    "",
]


def told(words: str) -> tuple[str, list[tuple[int, int]]]:
    """Return words without 【】, and where those stood."""
    plain, spans, start = "", [], 0
    for sign in words:
        if sign == "【":
            start = len(plain)
        elif sign == "】":
            spans.append((start, len(plain)))
        else:
            plain += sign
    return plain, spans


@pytest.mark.parametrize("words", MASKED)
def test_what_is_personal_is_found_however_it_is_written(words: str) -> None:
    plain, places = told(words)
    expected = [Span(*place, kind) for place, kind in zip(places, MASKED[words], strict=True)]
    found = personal_spans(plain, NAMES)
    assert [(plain[a:b], kind) for a, b, kind in found] == [(plain[a:b], k) for a, b, k in expected]


@pytest.mark.parametrize("words", KEPT)
def test_figures_documents_offices_and_villages_stay(words: str) -> None:
    assert [(words[a:b], kind) for a, b, kind in personal_spans(words, NAMES)] == []


def test_overlapping_finds_are_one_of_the_kind_that_begins_first() -> None:
    found = merged([Span(4, 9, P), Span(2, 6, I), Span(9, 10, E), Span(3, 4, N)])
    assert found == [Span(2, 9, I), Span(9, 10, E)]


PIECES = st.sampled_from(
    ["13812345678", "0731-88881234", "430223198001011234", "张建国", "高平", "官田村3组12号", "，"]
)
TEXTS = st.lists(PIECES | st.text("0123456789 -元村组号@.移民局高平"), max_size=12).map("".join)


@given(TEXTS)
def test_spans_are_in_order_within_the_text_and_apart(text: str) -> None:
    ends = 0
    for start, end, _ in personal_spans(text, NAMES):
        assert ends <= start < end <= len(text)
        ends = end


@given(st.decimals(0, 10**15 - 1, places=2), st.sampled_from(["元", "万元", "亿元", "人", "户"]))
def test_no_amount_is_ever_masked(amount, unit: str) -> None:
    for figure in (f"{amount}", f"{amount:,}"):
        assert personal_spans(f"投入{figure}{unit}，其中") == []


@given(st.integers(0, 10**14), st.sampled_from(["元", "万元", "人", "户", "亩"]))
def test_no_count_is_ever_masked(count: int, unit: str) -> None:
    assert personal_spans(f"共{count}{unit}。") == []


@pytest.mark.parametrize(
    "text",
    ["1", "1 ", "1-", "0731-", "@", "a", "a@", "村3组", "住址", "家住", "王", "电话", "账号1 ",
     "组1号", "3栋", "13812345678", "〔2017〕1号13812345678", "高平", "张建国局长"],
)  # fmt: skip
def test_time_grows_with_the_length_alone(text: str) -> None:
    def seconds(length: int) -> float:
        long = (text * length)[:length]
        before = time.process_time()
        personal_spans(long, NAMES)
        list(questions_at(flat(long), NAMES, ["王平"]))
        list(named_by_title(flat(long)))
        return time.process_time() - before

    assert seconds(40_000) < 8 * max(seconds(10_000), 0.1)  # four times it is; squares are sixteen
