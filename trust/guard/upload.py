"""What a file claims to be, against what its bytes are."""

import math
import re
from collections.abc import Callable, Iterable
from pathlib import PurePath

from trust.guard import content, limits
from trust.guard.kept import check_ofd, check_ole
from trust.guard.office import check_office
from trust.guard.refusal import UploadRefused

#: The last are kept as they are, and never opened (kept.py).
EVIDENCE_KINDS = ("pdf", "docx", "xlsx", "png", "jpg", "txt", "ofd", "doc", "xls", "wps", "et")
IMPORT_KINDS = ("docx", "xlsx", "txt", "json")

#: What a paper with hand and seal on it comes back as: scanned, photographed or sealed as a file.
SCAN_KINDS = ("pdf", "png", "jpg", "ofd")

#: Extension → kind.
EXTENSIONS = {
    "pdf": "pdf",
    "docx": "docx",
    "xlsx": "xlsx",
    "png": "png",
    "jpg": "jpg",
    "jpeg": "jpg",
    "txt": "txt",
    "json": "json",
    **{kind: kind for kind in ("ofd", "doc", "xls", "wps", "et")},
}
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
#: Kinds that have a better form of themselves.
ADVICE = {
    "doc": "这是旧版 Word 格式。请用 Word 或 WPS 打开，“另存为”.docx 后再上传。",
    "wps": "这是 WPS 文字格式。请用 WPS 打开，“另存为”.docx 后再上传。",
    "xls": "这是旧版 Excel 格式。请用 Excel 或 WPS 打开，“另存为”.xlsx 后再上传。",
    "et": "这是 WPS 表格格式。请用 WPS 打开，“另存为”.xlsx 后再上传。",
    "docm": "这是带宏的文档，可能夹带程序。请“另存为”不含宏的 .docx 后再上传。",
    "xlsm": "这是带宏的工作簿，可能夹带程序。请“另存为”不含宏的 .xlsx 后再上传。",
    "xlsb": "这是二进制工作簿。请“另存为”.xlsx 后再上传。",
    "csv": "请用 Excel 或 WPS 打开，“另存为”.xlsx 后再上传。",
    "rtf": "请用 Word 或 WPS 打开，“另存为”.docx 后再上传。",
    "zip": "请解压后逐个上传其中的文件。",
    "rar": "请解压后逐个上传其中的文件。",
    "7z": "请解压后逐个上传其中的文件。",
}
MAGIC = {
    "pdf": (b"%PDF-",),
    "docx": (b"PK\x03\x04",),
    "xlsx": (b"PK\x03\x04",),
    "png": (b"\x89PNG\r\n\x1a\n",),
    "jpg": (b"\xff\xd8\xff",),
    "ofd": (b"PK\x03\x04",),
    **dict.fromkeys(("doc", "xls", "wps", "et"), (OLE,)),
}

CHECKS: dict[str, Callable[[bytes], None]] = {
    "pdf": content.check_pdf,
    "docx": lambda data: check_office(data, "docx"),
    "xlsx": lambda data: check_office(data, "xlsx"),
    "png": content.check_png,
    "jpg": content.check_jpeg,
    "txt": content.check_text,
    "json": content.check_json,
    "ofd": check_ofd,
    **dict.fromkeys(("doc", "xls", "wps", "et"), check_ole),
}


def check_upload(data: bytes, filename: str, *, kinds: Iterable[str], advice: str = "") -> None:
    """Raise UploadRefused unless the file is one of the kinds, whole and harmless to read.

    advice: what to do instead of sending another kind; "": what helps with such files anywhere.

    No parser runs; archives are unpacked as a stream against the limits of
    trust.guard.limits. At most about a second for the largest file allowed.
    """
    shown = _shown(filename)
    try:
        kind = _kind(filename, tuple(kinds), advice)
        _check_size(data)
        _check_magic(data, kind, advice)
        CHECKS[kind](data)
    except content.Fault as fault:
        raise UploadRefused(f"文件“{shown}”没有保存：{fault}") from None


def _shown(filename: str) -> str:
    kept = re.sub(r"[^\w.\-（）()〔〕 ]", "", filename)
    return kept if len(kept) <= 60 else f"{kept[:40]}…{kept[-15:]}"


def _kind(filename: str, kinds: tuple[str, ...], advice: str) -> str:
    if re.search(r"[\x00-\x1f\x7f\u202a-\u202e\u2066-\u2069/\\]", filename):
        raise content.Fault("文件名含有不可见字符或路径符号。请改名后再上传。")
    extension = PurePath(filename).suffix.lower().removeprefix(".")
    kind = EXTENSIONS.get(extension)
    if kind in kinds:
        return kind
    accepted = "、".join(f".{kind}" for kind in kinds)
    advice = advice or ADVICE.get(extension, "请换成上述格式后再上传。")
    named = f"不接受 .{extension} 文件" if extension else "文件名没有扩展名"
    raise content.Fault(f"{named}，可用的格式是 {accepted}。{advice}")


def _check_size(data: bytes) -> None:
    if not data:
        raise content.Fault("文件是空的（0 字节）。请检查原文件后再上传。")
    if len(data) > limits.FILE_BYTES:
        raise content.Fault(
            f"大小 {math.ceil(len(data) * 10 / limits.MIB) / 10:.1f} MB，超过 "
            f"{limits.FILE_BYTES // limits.MIB} MB 的上限。请压缩其中的图片或拆成几个文件后再上传。"
        )


def _check_magic(data: bytes, kind: str, advice: str) -> None:
    expected = MAGIC.get(kind)
    if expected is None or data.startswith(expected):
        return
    if data.startswith(OLE) and kind in ("docx", "xlsx"):
        raise content.Fault(
            f"内容是旧版或加密的 Office 文件，只是扩展名为 .{kind}。"
            f"请用 Word、Excel 或 WPS 打开，去掉密码，“另存为”.{kind} 后再上传。"
        )
    advice = advice or "请用原来的程序打开，重新保存后再上传。"
    raise content.Fault(f"内容不是 .{kind} 文件，与扩展名不符，或文件已损坏。{advice}")
