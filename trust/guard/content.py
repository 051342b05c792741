"""Looks into PDF, pictures, plain text and JSON without parsing them."""

import re
import struct

from trust.guard import limits

ZIP_END = b"PK\x05\x06"
#: A zip's end record lies at most this far before the end of the file.
ZIP_END_WITHIN = 65_557


class Fault(Exception):
    """What is wrong with the bytes, as the second half of a sentence."""


DAMAGED = "文件不完整或已损坏（{}）。请用原来的程序打开，重新保存后再上传。"


def check_pdf(data: bytes) -> None:
    if b"%%EOF" not in data[-2048:] or b"startxref" not in data[-4096:]:
        raise Fault(DAMAGED.format("PDF 没有结尾"))
    refuse_second_nature(data)
    # Embedded files stay allowed: electronic invoices carry their own data that way.
    if re.search(rb"/(JavaScript|Launch)\b", data):
        raise Fault("PDF 里夹带程序。请“打印”为新的 PDF 后再上传。")


def check_png(data: bytes) -> None:
    """Walk the chunks to IEND: nothing may follow it."""
    refuse_second_nature(data)
    place, first = 8, True
    while place + 12 <= len(data):
        length, name = struct.unpack_from(">I4s", data, place)
        if first:
            _check_png_head(data, length, name)
            first = False
        place += 12 + length
        if name == b"IEND":
            if place != len(data):
                raise Fault("图片后面还接着别的内容。请用看图程序打开，重新保存后再上传。")
            return
    raise Fault(DAMAGED.format("PNG 图片没有结尾"))


def _check_png_head(data: bytes, length: int, name: bytes) -> None:
    if name != b"IHDR" or length != 13:
        raise Fault(DAMAGED.format("PNG 图片没有文件头"))
    _check_pixels(*struct.unpack_from(">II", data, 16))


def check_jpeg(data: bytes) -> None:
    """Find the frame's size and the end mark. Telephones write more after the end mark."""
    refuse_second_nature(data)
    size = _jpeg_size(data)
    if size is None or b"\xff\xd9" not in data:
        raise Fault(DAMAGED.format("JPEG 图片没有图像数据或没有结尾"))
    _check_pixels(*size)


def _jpeg_size(data: bytes) -> tuple[int, int] | None:
    place = 2
    while place + 9 <= len(data):
        mark, code, length = struct.unpack_from(">BBH", data, place)
        if mark != 0xFF or length < 2:
            return None
        if 0xC0 <= code <= 0xCF and code not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack_from(">HH", data, place + 5)
            return width, height
        place += 2 + length
    return None


def _check_pixels(width: int, height: int) -> None:
    if not width or not height:
        raise Fault(DAMAGED.format("图片的宽或高为零"))
    if width * height > limits.IMAGE_PIXELS:
        raise Fault(f"图片有 {width}×{height} 像素，过大。请缩小后再上传。")


def check_text(data: bytes) -> None:
    text = decode(data)
    other = r"\s*(<(!doctype|html|script|svg|\?xml|\?php)|%PDF-|\{\\rtf)"
    if re.match(other, text[:2000], re.IGNORECASE):
        raise Fault("内容是网页、程序或其他格式，不是纯文本。请只保留文字，另存为 .txt 后再上传。")


def decode(data: bytes) -> str:
    """Return the text of UTF-8, UTF-16 with its mark, or GB 18030 bytes. Raises Fault."""
    encoding = "utf-16" if data.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    for name in (encoding, "gb18030"):
        try:
            text = data.decode(name)
        except UnicodeDecodeError:
            continue
        if not re.search(r"[\x00-\x08\x0b\x0e-\x1f\x7f]", text):
            return text
    raise Fault("不是纯文本，或文字编码无法识别。请用记事本打开，另存为 UTF-8 编码后再上传。")


def check_json(data: bytes) -> None:
    """Count depth and values without parsing: deep nesting is what breaks a parser."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Fault(f"JSON 文件须为 UTF-8 编码（第 {error.start + 1} 字节处无法识别）。") from error
    if not re.match(r"\s*[\[{]", text):
        raise Fault(DAMAGED.format("内容不是 JSON"))
    depth = 0
    values = data.count(b"[") + data.count(b"{")  # at C's speed; the walk below is at Python's
    # A string that never ends is taken to the end of the text: trying again would be quadratic.
    for mark in re.finditer(r'"(?:[^"\\]|\\.)*+"?|[\[{\]},]', text, re.DOTALL):
        sign = mark.group()[0]
        values += sign in '",'
        depth += (sign in "[{") - (sign in "]}")
        if depth > limits.JSON_DEPTH or values > limits.JSON_VALUES:
            raise Fault("JSON 嵌套过深或内容过多，不是本系统导出的文件。请重新导出后再上传。")
        if depth < 0:
            break
    if depth:
        raise Fault(DAMAGED.format("JSON 的括号不配对"))


def refuse_second_nature(data: bytes) -> None:
    """Refuse a file that is an archive as well."""
    if ZIP_END in data[-ZIP_END_WITHIN:]:
        raise Fault("文件里还藏着一个压缩包。请用原来的程序打开，重新保存后再上传。")
