"""Files that are only kept and handed out again, never opened here: .doc, .xls, .wps, .et, .ofd.

Bureaus have them, and telling people to save their sealed .ofd as something else would break
its seal. What may hold a program is refused all the same.
"""

import re

from trust.guard.archive import ODD, read_directory, stream
from trust.guard.content import DAMAGED, Fault
from trust.guard.office import DECLARATIONS, MACROS, OVERLAP, PROGRAMS

#: The names of an OLE file's parts stand in it as UTF-16.
_MACROS = re.compile("|".join(("_VBA_PROJECT", "VBA\0", "Macros\0")).encode("utf-16-le"))
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_SECTOR = 512
OFD_ROOT = "OFD.xml"
LOCKED = "文件设有打开密码，审核的人打不开。请去掉密码，另存后再上传。"


def check_ole(data: bytes) -> None:
    """Raise Fault unless the bytes are a whole .doc, .xls, .wps or .et without macros."""
    if len(data) < 3 * _SECTOR:
        raise Fault(DAMAGED.format("没有传完"))
    if _ENCRYPTED in data:
        raise Fault(LOCKED)
    if _MACROS.search(data):
        raise Fault(MACROS)


def check_ofd(data: bytes) -> None:
    """Raise Fault unless the bytes are a whole .ofd without programs in it."""
    members = read_directory(data)
    if OFD_ROOT not in {member.name for member in members}:
        raise Fault(DAMAGED.format("不是 OFD 版式文件，缺少 OFD.xml"))
    if any(PROGRAMS.search(member.name) for member in members):
        raise Fault(ODD.format("夹带了程序或压缩包"))
    for member in members:
        kept = b""
        for chunk in stream(data, member):
            text = (kept + chunk).replace(b"\x00", b"")
            if member.name.lower().endswith(".xml") and any(word in text for word in DECLARATIONS):
                raise Fault(ODD.format("XML 含有 DOCTYPE 或实体声明"))
            kept = chunk[-OVERLAP:]
