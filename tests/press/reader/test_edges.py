"""What stands at the head and foot of a sheet's pages, apart from the codes that lay it out."""

import pytest

from press.workbooks.edges import edge_texts
from press.workbooks.reading import read_book
from tests.press.books import altered, book_of


@pytest.mark.parametrize(
    ("code", "texts"),
    [
        ("", ()),
        ("规划处", ("规划处",)),
        ("&L左&C中&R右", ("左", "中", "右")),
        ('&C&"宋体,加粗"&14&KFF0000加2分', ("加2分",)),
        ("&C&K01+024加&12 2分", ("加 2分",)),
        ("&L第 &P 页，共 &N 页&R&D &T", ("第  页，共  页",)),
        ("&L甲&&乙&C&&C", ("甲&乙", "&C")),
        ("&L&G&R", ()),
    ],
)
def test_an_edge_is_read_area_by_area_without_its_codes(code, texts):
    assert edge_texts(code) == texts


def test_a_sheet_tells_what_is_printed_around_it_once():
    edges = (
        '<headerFooter differentFirst="1"><oddHeader>&amp;C考核表</oddHeader>'
        "<firstHeader>&amp;L考核表</firstHeader><firstFooter>&amp;R&amp;10加1分</firstFooter>"
        "</headerFooter></worksheet>"
    )
    data = altered(book_of(["甲"]), lambda text: text.replace("</worksheet>", edges))
    assert read_book(data).sheets[0].edges == (("页眉", "考核表"), ("页脚", "加1分"))
