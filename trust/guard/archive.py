"""Reads a zip directory as data, before any library does, and unpacks it as a stream.

Strict where readers differ: one end record at the very end, a directory that
touches it, local heads that say what the directory says, no overlaps.
"""

import re
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from trust.guard import limits
from trust.guard.content import DAMAGED, Fault

END, CENTRAL, LOCAL = b"PK\x05\x06", b"PK\x01\x02", b"PK\x03\x04"
END_SIZE, CENTRAL_SIZE, LOCAL_SIZE = 22, 46, 30
STORED, DEFLATED = 0, 8
ENCRYPTED = 0x0001 | 0x0040 | 0x2000
CHUNK = 1 << 18

ODD = "压缩结构异常（{}），可能被改动过。请用 Word、Excel 或 WPS 打开，另存为新文件后再上传。"


@dataclass(frozen=True, slots=True)
class Member:
    """One entry of the directory. start: where its packed bytes begin."""

    name: str
    method: int
    crc: int
    packed: int
    unpacked: int
    offset: int
    start: int


def read_directory(data: bytes) -> list[Member]:
    """Return the members after checking names, numbers, sizes and places. Raises Fault."""
    count, place, end = _end_record(data)
    members: list[Member] = []
    names: set[str] = set()
    for _ in range(count):
        member, place = _central_entry(data, place, end)
        _check_name(member.name, names)
        members.append(member)
    if place != end:
        raise Fault(ODD.format("目录与个数不符"))
    _check_sizes(data, members)
    _check_places(members, end)
    return members


def _end_record(data: bytes) -> tuple[int, int, int]:
    """Return the number of entries, where the directory starts and where it ends."""
    at = data.rfind(END, max(0, len(data) - 65_557))
    if at < 0 or at + END_SIZE > len(data):
        raise Fault(DAMAGED.format("没有压缩目录，文件可能没有传完"))
    disk, start_disk, here, count, size, offset, comment = struct.unpack_from(
        "<4H2LH", data, at + 4
    )
    if 0xFFFF in (disk, here, count) or 0xFFFFFFFF in (size, offset):
        raise Fault(ODD.format("ZIP64 格式"))
    if disk or start_disk or here != count:
        raise Fault(ODD.format("分卷压缩"))
    if at + END_SIZE + comment != len(data) or comment:
        raise Fault(ODD.format("文件末尾有多余内容"))
    if count > limits.ARCHIVE_ENTRIES or size > limits.ARCHIVE_DIRECTORY:
        raise Fault(
            f"压缩目录里有 {count:,} 个成员，超过 {limits.ARCHIVE_ENTRIES:,} 个的上限。"
            "请删去多余的图片或工作表，另存后再上传。"
        )
    if offset + size != at or not data.startswith(LOCAL):
        raise Fault(ODD.format("文件开头或目录前有多余内容"))
    return count, offset, at


def _central_entry(data: bytes, place: int, end: int) -> tuple[Member, int]:
    if place + CENTRAL_SIZE > end or data[place : place + 4] != CENTRAL:
        raise Fault(DAMAGED.format("压缩目录残缺"))
    (_, made_on, _, flags, method, _, _, crc, packed, unpacked,
     name_size, extra, comment, disk, _, attributes, offset) = struct.unpack_from(
        "<BBHHHHHLLLHHHHHLL", data, place + 4
    )  # fmt: skip
    name = data[place + CENTRAL_SIZE : place + CENTRAL_SIZE + name_size]
    if flags & ENCRYPTED:
        raise Fault("文件设有打开密码。请去掉密码，另存后再上传。")
    if method not in (STORED, DEFLATED) or disk or 0xFFFFFFFF in (packed, unpacked, offset):
        raise Fault(ODD.format("压缩方法不常见"))
    if made_on == 3 and (attributes >> 16) & 0o170000 == 0o120000:
        raise Fault(ODD.format("含有链接"))
    start = _local_head(data, offset, end, name=name, method=method)
    member = Member(
        name=_decoded(name, flags),
        method=method,
        crc=crc,
        packed=packed,
        unpacked=unpacked,
        offset=offset,
        start=start,
    )
    return member, place + CENTRAL_SIZE + name_size + extra + comment


def _local_head(data: bytes, offset: int, end: int, *, name: bytes, method: int) -> int:
    """Check that the head before the bytes tells the same as the directory; return their place."""
    if offset + LOCAL_SIZE > end or data[offset : offset + 4] != LOCAL:
        raise Fault(DAMAGED.format("成员不在目录所说的位置"))
    flags, said_method = struct.unpack_from("<HH", data, offset + 6)
    name_size, extra = struct.unpack_from("<HH", data, offset + 26)
    said_name = data[offset + LOCAL_SIZE : offset + LOCAL_SIZE + name_size]
    if said_name != name or said_method != method or flags & ENCRYPTED:
        raise Fault(ODD.format("成员与目录所说不一致"))
    return offset + LOCAL_SIZE + name_size + extra


def _decoded(name: bytes, flags: int) -> str:
    try:
        return name.decode("utf-8" if flags & 0x800 else "cp437")
    except UnicodeDecodeError as error:
        raise Fault(ODD.format("成员名称无法识别")) from error


def _check_name(name: str, names: set[str]) -> None:
    folded = name.casefold()
    parts = name.split("/")
    if name.startswith("/") or "\\" in name or ".." in parts or re.match(r"[A-Za-z]:", name):
        raise Fault(ODD.format("成员指向文件以外的路径"))
    if not name or len(name) > limits.ARCHIVE_NAME or re.search(r"[\x00-\x1f\x7f]", name):
        raise Fault(ODD.format("成员名称不正常"))
    if folded in names:
        raise Fault(ODD.format("两个成员同名"))
    names.add(folded)


def _check_sizes(data: bytes, members: list[Member]) -> None:
    unpacked = sum(member.unpacked for member in members)
    if unpacked > limits.ARCHIVE_UNPACKED:
        raise Fault(
            f"解开后有 {unpacked / limits.MIB:,.0f} MB，超过 "
            f"{limits.ARCHIVE_UNPACKED // limits.MIB} MB 的上限。请删去多余内容，另存后再上传。"
        )
    if unpacked > limits.ARCHIVE_RATIO_MATTERS and unpacked > limits.ARCHIVE_RATIO * len(data):
        raise Fault(ODD.format(f"压缩比超过 {limits.ARCHIVE_RATIO}:1"))


def _check_places(members: list[Member], end: int) -> None:
    """No two members share a byte, and none reaches into the directory."""
    free = 0
    for member in sorted(members, key=lambda one: one.offset):
        if member.offset < free:
            raise Fault(ODD.format("成员互相重叠"))
        free = member.start + member.packed
        if free > end:
            raise Fault(DAMAGED.format("成员超出文件范围"))


def stream(data: bytes, member: Member) -> Iterator[bytes]:
    """Yield the member's bytes; stops with Fault at the first byte more than was said."""
    packed = memoryview(data)[member.start : member.start + member.packed]
    size, crc = 0, 0
    for chunk in _inflated(packed) if member.method == DEFLATED else _pieces(packed):
        size, crc = size + len(chunk), zlib.crc32(chunk, crc)
        if size > member.unpacked:
            raise Fault(ODD.format("成员比目录所说的大"))
        yield chunk
    if size != member.unpacked or crc != member.crc:
        raise Fault(DAMAGED.format(f"“{member.name[-40:]}”校验不符"))


def _pieces(packed: memoryview) -> Iterator[bytes]:
    for place in range(0, len(packed), CHUNK):
        yield bytes(packed[place : place + CHUNK])


def _inflated(packed: memoryview) -> Iterator[bytes]:
    unpacker = zlib.decompressobj(-15)
    rest: bytes | memoryview = packed
    try:
        while not unpacker.eof:
            chunk = unpacker.decompress(rest, CHUNK)
            rest = unpacker.unconsumed_tail
            if chunk:
                yield chunk
            elif not rest:
                break
    except zlib.error as error:
        raise Fault(DAMAGED.format("压缩数据无法解开")) from error
    if not unpacker.eof or unpacker.unused_data:
        raise Fault(DAMAGED.format("压缩数据不完整"))
