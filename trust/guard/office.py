"""What an Office document (.docx, .xlsx) may contain."""

import re

from trust.guard import limits
from trust.guard.archive import ODD, Member, read_directory, stream
from trust.guard.content import DAMAGED, Fault

TYPES = "[Content_Types].xml"
MAIN = {
    "docx": b"wordprocessingml.document.main+xml",
    "xlsx": b"spreadsheetml.sheet.main+xml",
    "pptx": b"presentationml.presentation.main+xml",
}
#: Members that are programs, or hold some.
PROGRAMS = re.compile(
    r"(^|/)vba\w*\.(bin|xml)$|(^|/)(macrosheets|activeX)/"
    r"|\.(docm|xlsm|exe|dll|js|vbs|bat|cmd|ps1|scr|hta|lnk|jar|zip|rar|7z|gz|html?|mht)$",
    re.IGNORECASE,
)
PROGRAM_TYPES = re.compile(
    rb"macroEnabled|vbaProject|vbaData|ms-excel\.macrosheet|activeX", re.IGNORECASE
)
DECLARATIONS = (b"<!DOCTYPE", b"<!ENTITY")
#: Relationships that are loaded when the document is opened.
LOADED = (b"attachedTemplate", b"oleObject", b"subDocument", b"/frame")
ELSEWHERE = re.compile(rb"Target\s*=\s*[\"'](https?:|ftp:|\\\\|file://[^/])", re.IGNORECASE)
ENCODINGS = {b"utf-8", b"utf8", b"utf-16", b"us-ascii", b"ascii"}
MACROS = "文档含有宏或可执行内容，可能夹带程序。请另存为不含宏的 .docx 或 .xlsx 后再上传。"
#: What two neighbouring chunks must share so that nothing hides on their border.
OVERLAP = 4096


def check_office(data: bytes, kind: str, depth: int = 0) -> None:
    """Raise Fault unless the bytes are a whole document of this kind without active content."""
    members = read_directory(data)
    by_name = {member.name: member for member in members}
    if TYPES not in by_name:
        raise Fault(DAMAGED.format("不是 Office 文档，缺少内容说明"))
    if any(PROGRAMS.search(member.name) for member in members):
        raise Fault(MACROS)
    types = b"".join(stream(data, by_name[TYPES]))
    _check_types(types, kind)
    for member in members:
        _check_member(data, member, depth)


def _check_types(types: bytes, kind: str) -> None:
    plain = types.replace(b"\x00", b"")  # UTF-16 too
    if PROGRAM_TYPES.search(plain):
        raise Fault(MACROS)
    if MAIN[kind] not in plain:
        found = next((name for name, mark in MAIN.items() if mark in plain), "其他")
        raise Fault(
            f"内容是 {found} 文档，与扩展名 .{kind} 不符。"
            f"请用原来的程序打开，另存为 .{kind} 后再上传。"
        )


def _check_member(data: bytes, member: Member, depth: int) -> None:
    head, kept = b"", b""
    for chunk in stream(data, member):
        if not head:
            head = chunk[:64]
            if chunk.startswith(b"PK\x03\x04"):
                _check_embedded(b"".join(stream(data, member)), member.name, depth)
                return
            _check_encoding(head, chunk[:400], member.name)
        if _is_markup(head, member.name):
            kept = _check_markup(kept + chunk, member.name)


def _check_embedded(inner: bytes, name: str, depth: int) -> None:
    kind = name.rsplit(".", 1)[-1].lower()
    if depth >= limits.ARCHIVE_DEPTH or kind not in MAIN or "/embeddings/" not in name:
        raise Fault(ODD.format("文档里还套着压缩包"))
    check_office(inner, kind, depth + 1)


def _is_markup(head: bytes, name: str) -> bool:
    return name.lower().endswith((".xml", ".rels", ".vml")) or _ascii(head).startswith(b"<")


def _ascii(text: bytes) -> bytes:
    """Return the text as if it were one byte a sign: marks and zero bytes dropped."""
    plain = text.removeprefix(b"\xef\xbb\xbf").removeprefix(b"\xff\xfe").removeprefix(b"\xfe\xff")
    return plain.replace(b"\x00", b"").lstrip()


def _check_encoding(head: bytes, beginning: bytes, name: str) -> None:
    if not _is_markup(head, name):
        return
    said = re.match(rb"<\?xml[^>]*?encoding\s*=\s*[\"']([\w.\-]+)", _ascii(beginning))
    if said and said.group(1).lower() not in ENCODINGS:
        raise Fault(ODD.format("XML 使用不常见的编码"))
    if not _ascii(head).startswith(b"<"):
        raise Fault(DAMAGED.format(f"“{name[-40:]}”不是 XML"))


def _check_markup(text: bytes, name: str) -> bytes:
    """Refuse declarations in one piece of XML; return its end, to be read with the next."""
    plain = text.replace(b"\x00", b"")
    if any(word in plain for word in DECLARATIONS):
        raise Fault(ODD.format("XML 含有 DOCTYPE 或实体声明"))
    if name.endswith(".rels") and any(_loads_from_elsewhere(tag) for tag in plain.split(b"<")):
        raise Fault("文档引用网络上的模板或对象。请在 Word、Excel 中取消引用，另存后再上传。")
    return plain[-OVERLAP:]


def _loads_from_elsewhere(tag: bytes) -> bool:
    return any(word in tag for word in LOADED) and bool(ELSEWHERE.search(tag))
