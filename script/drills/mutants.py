"""Sound documents, each with something wrong in it: the same ones for the same seed."""

import io
import json
import random
import re
import zipfile
from collections.abc import Iterator

#: What stands where something else is due.
NASTY: tuple = (
    None, True, -1, 0, 10**400, -(10**30), 1e308, "", "\x00", "a\x00b", "\ud800", "0001-01-01",
    "9999-12-31", "1e400", "-0", "NaN", "Infinity", "９９", "=1+1", "../../etc/passwd",
    "字" * 100_000, "9" * 5000, [], {}, [[]], [None], {"a": 1}, {"": ""}, [1] * 3000,
    "2017-02-30", "\u202e", "{{7*7}}",
)  # fmt: skip


def mutants(data: bytes, name: str, dice: random.Random, number: int) -> Iterator[bytes]:
    """Yield so many mutants of a sound document; its name says of which kind it is."""
    change = {"json": _json, "xlsx": _packed, "docx": _packed}.get(name.rpartition(".")[2], _bytes)
    for _ in range(number):
        yield change(data, dice)


def _json(data: bytes, dice: random.Random) -> bytes:
    """Put something else at some places; now and then the bytes are hurt as well."""
    whole = json.loads(data)
    for _ in range(dice.choice((1, 1, 2, 5))):
        holder, key = dice.choice(list(_places(whole)) or [([0], 0)])
        if dice.random() < 0.15 and isinstance(holder, dict):
            del holder[key]
        else:
            holder[key] = dice.choice(NASTY)
    text = json.dumps(whole, ensure_ascii=True).encode()
    return _bytes(text, dice) if dice.random() < 0.2 else text


def _places(value: object) -> Iterator[tuple]:
    keys = value if isinstance(value, dict) else range(len(value)) if type(value) is list else ()
    for key in list(keys):
        yield value, key
        yield from _places(value[key])  # type: ignore[index]


def _packed(data: bytes, dice: random.Random) -> bytes:
    """Hurt one part of an Office document, mostly its XML so that it stays well-formed."""
    if dice.random() < 0.25:
        return _bytes(data, dice)
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        parts = {name: packed.read(name) for name in packed.namelist()}
    name = dice.choice([name for name in parts if name.endswith((".xml", ".rels"))])
    if dice.random() < 0.1:
        del parts[name]
    else:
        parts[name] = dice.choice((_bytes, _xml, _xml, _xml))(parts[name], dice)
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as packed:
        for each, content in parts.items():
            packed.writestr(each, content)
    return made.getvalue()


def _xml(data: bytes, dice: random.Random) -> bytes:
    """Put something else for the value of an attribute, or for the words between two marks."""
    pattern = dice.choice((rb'="([^"<]*)"', rb">([^<>]+)<", rb"(<(\w+:)?\w+/>)"))
    found = list(re.finditer(pattern, data))
    if not found:
        return _bytes(data, dice)
    for there in sorted(dice.sample(found, min(3, len(found))), key=lambda each: -each.start(1)):
        words = str(dice.choice(NASTY)).encode("utf-8", "ignore").replace(b"<", b"&lt;")
        words = words.replace(b"\x00", b"&#1;") if dice.random() < 0.5 else words
        data = data[: there.start(1)] + words.replace(b'"', b"") + data[there.end(1) :]
    return data


def _bytes(data: bytes, dice: random.Random) -> bytes:
    """Change, drop, repeat or cut off some bytes."""
    hurt = bytearray(data)
    for _ in range(dice.choice((1, 3, 20))):
        at = dice.randrange(max(1, len(hurt)))
        match dice.choice("ffffdri"):
            case "f":
                hurt[at : at + 1] = bytes([dice.randrange(256)])
            case "d":
                del hurt[at : at + dice.randrange(1, 50)]
            case "r":
                hurt[at:at] = hurt[at : at + dice.randrange(1, 2000)]
            case "i":
                hurt[at:at] = dice.choice((b"\x00", b"\xff\xfe", b"<!DOCTYPE a>", b"PK\x03\x04"))
    return bytes(hurt[: dice.randrange(len(hurt))] if dice.random() < 0.1 and hurt else hurt)
