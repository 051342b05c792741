"""Files from outside: the sound ones pass, every hostile kind is refused fast and in words."""

import random
import time
from contextlib import suppress

import pytest
from openpyxl import Workbook

from tests.trust import hostile
from trust.guard import EVIDENCE_KINDS, IMPORT_KINDS, UploadRefused, check_upload
from trust.guard.upload import OLE

ALL = (*EVIDENCE_KINDS, "json")
HOSTILE = [*hostile.hostile_documents(), *hostile.hostile_files()]


def workbook():
    import io

    book, data = Workbook(), io.BytesIO()
    book.active.append(["市州", "完成值"])
    book.save(data)
    return data.getvalue()


def document():
    import io

    from docx import Document

    data = io.BytesIO()
    Document().save(data)
    return data.getvalue()


@pytest.mark.parametrize(
    ("make", "name"),
    [
        (hostile.docx, "表.docx"),
        (hostile.xlsx, "表.XLSX"),
        (workbook, "表.xlsx"),
        (document, "表.docx"),
        (lambda: hostile.docx(("word/embeddings/a.xlsx", hostile.xlsx())), "内嵌.docx"),
        (hostile.pdf, "扫描件（盖章）.pdf"),
        (lambda: hostile.pdf(b"<</Type/EmbeddedFile>>"), "电子发票.pdf"),
        (hostile.png, "照片.png"),
        (hostile.jpg, "照片.jpeg"),
        (lambda: hostile.jpg(after=b"SEFT" + bytes(90)), "手机照片.jpg"),
        (lambda: "考核 <50 分".encode(), "说明.txt"),
        (lambda: "考核".encode("gb18030"), "说明.txt"),
        (lambda: "考核".encode("utf-16"), "说明.txt"),
        (lambda: b'{"a": "[[[{{", "b": [1, 2, {"c": "\\""}]}', "表.json"),
    ],
)
def test_sound_files_pass(make, name):
    check_upload(make(), name, kinds=ALL)


def test_there_are_enough_hostile_kinds():
    assert len(HOSTILE) >= 130


@pytest.mark.parametrize(
    ("data", "name"), [case for _, case in HOSTILE], ids=[n for n, _ in HOSTILE]
)
def test_hostile_files_are_refused_fast_and_in_words(data, name):
    began = time.process_time()
    with pytest.raises(UploadRefused) as refusal:
        check_upload(data, name, kinds=ALL)
    assert time.process_time() - began < 2
    message = str(refusal.value)
    assert "没有保存" in message
    assert message.endswith("。")
    assert all(sign.isprintable() for sign in message)


def test_a_kind_that_is_not_asked_for_is_refused():
    with pytest.raises(UploadRefused, match=r"可用的格式是 \.docx、\.xlsx"):
        check_upload(hostile.pdf(), "a.pdf", kinds=("docx", "xlsx"))


def test_old_formats_get_advice():
    with pytest.raises(UploadRefused, match="“另存为”.docx"):
        check_upload(OLE + bytes(4096), "指标表.doc", kinds=IMPORT_KINDS)


def ole(words=""):
    return OLE + bytes(2040) + words.encode("utf-16-le") + bytes(2048)


def ofd(*more):
    return hostile.archive([("OFD.xml", "<ofd:OFD/>"), ("Doc_0/Document.xml", "<d/>"), *more])


@pytest.mark.parametrize("name", ["通知.doc", "台账.XLS", "总结.wps", "明细.et"])
def test_old_office_files_are_kept_as_they_are(name):
    check_upload(ole("WordDocument"), name, kinds=EVIDENCE_KINDS)


def test_sealed_layouts_are_kept_as_they_are():
    check_upload(ofd(("Doc_0/Signs/Sign_0/Seal.esl", b"\x30\x82")), "批复.ofd", kinds=ALL)


@pytest.mark.parametrize(
    ("data", "name", "why"),
    [
        (ole("_VBA_PROJECT"), "通知.doc", "含有宏"),
        (ole("Macros\0"), "台账.xls", "含有宏"),
        (ole("EncryptedPackage"), "台账.xls", "打开密码"),
        (OLE + bytes(100), "通知.doc", "没有传完"),
        (b"PK\x03\x04", "通知.wps", "不是 .wps 文件"),
        (hostile.archive([("a.xml", "<a/>")]), "批复.ofd", "缺少 OFD.xml"),
        (ofd(("Doc_0/a.exe", b"MZ")), "批复.ofd", "夹带了程序"),
        (ofd(("Doc_0/b.xml", "<!DOCTYPE a>")), "批复.ofd", "DOCTYPE"),
        (ofd(("Doc_0/big.xml", "0" * (120 << 20))), "批复.ofd", "没有保存"),
        (ole(), "批复.ofd", "不是 .ofd 文件"),
    ],
)
def test_what_may_be_harmful_in_a_kept_file_is_refused(data, name, why):
    with pytest.raises(UploadRefused, match=why):
        check_upload(data, name, kinds=EVIDENCE_KINDS)


@pytest.mark.parametrize("seed", range(200))
def test_mutants_pass_or_are_refused(seed):
    rng = random.Random(seed)
    make, name = rng.choice(
        [(document, "a.docx"), (workbook, "a.xlsx"), (hostile.png, "a.png"), (hostile.pdf, "a.pdf")]
    )
    data = bytearray(make())
    for _ in range(rng.randint(1, 12)):
        at = rng.randrange(len(data))
        data[at : at + rng.randint(0, 3)] = rng.randbytes(rng.randint(0, 3))
    with suppress(UploadRefused):  # and nothing else
        check_upload(bytes(data), name, kinds=ALL)
