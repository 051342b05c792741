"""Whether the site is as its log says: the chain, every row it answers for, every file's bytes, and
what is kept of records for pages."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from trust import files, log, registries
from trust.ledger import Ledger
from trust.models import AuditEntry, StoredFile
from trust.moment import one_moment

#: Summaries of one kind that are named; the rest are counted.
NAMED = 5


@dataclass
class Proof:
    """What was found. count: entries that hold; head: the digest of the last of them.

    of_log: a sentence for each thing that is otherwise with the chain and its end; of_data: with
    rows, summaries, files, in this order. settled: entries whose act found a row altered, of which
    it is known by now what it was.
    """

    count: int = 0
    head: str = log.GENESIS
    settled: int = 0
    of_log: list[str] = field(default_factory=list)
    of_data: list[str] = field(default_factory=list)

    @property
    def faults(self) -> list[str]:
        return [*self.of_log, *self.of_data]


class WrongHead(ValueError):
    """What was given as the log's head is none; str() says what one looks like."""


@dataclass(frozen=True)
class Head:
    """Where the log stood at some time. sequence: None for a digest printed on paper."""

    digest: str
    sequence: int | None = None

    @classmethod
    def read(cls, text: str) -> "Head":
        """Read «N:digest», whatever follows it after a blank, or a digest alone. Raises
        WrongHead."""
        first = (text.split() or [""])[0].replace("：", ":").lower()
        number, _, digest = first.rpartition(":")
        if not _is_digest(digest) or (number and not (number.isascii() and number.isdigit())):
            raise WrongHead(
                f"“{text.strip()[:80]}”不是链头；链头形如 123:0a1b…（序号、冒号、摘要），"
                "纸面摘要是 16 位以上的十六进制数字。"
            )
        return cls(digest, int(number[:18]) if number else None)

    def fault(self) -> str:
        """Say what is otherwise in the log, "" where it still stands as it did. One query, two at
        most."""
        if self.sequence is None:
            if log.holds(self.digest):
                return ""
            return f"日志中没有摘要 {self.digest}：末尾的记录可能被整段删去。"
        there = AuditEntry.objects.filter(sequence=self.sequence).values_list("digest", flat=True)
        if not there:
            last = AuditEntry.objects.order_by("-sequence").values_list("sequence", flat=True)
            return (
                f"日志只到第 {last.first() or 0} 条，而链头 {self} 是第 {self.sequence} 条："
                "末尾的记录被整段删去。"
            )
        if there[0].startswith(self.digest):
            return ""
        return (
            f"第 {self.sequence} 条的摘要现为 {there[0][:16]}…，与链头 {self} 不符："
            "从那条或更早起，日志被整段改写。"
        )

    def __str__(self):
        return f"{self.sequence}:{self.digest}" if self.sequence is not None else self.digest


def head_now() -> Head | None:
    """Return where the log stands, None for an empty one. One query."""
    last = AuditEntry.objects.order_by("-sequence").values_list("digest", "sequence").first()
    return Head(*last) if last else None


def examine(expected: Head | None = None, *, is_quick: bool = False) -> Proof:
    """Hold the whole site against its log, as of one moment.

    expected: a head that was kept elsewhere. is_quick: neither read files, which is done a piece
    at a time, nor work out anew what is kept of records (registries.summaries). Reads the log and
    each answered table once; memory holds a digest a row.
    """
    proof, ledger = Proof(), Ledger()
    with one_moment():
        proof.count, proof.head, broken = log.verify(ledger)
        if broken:
            proof.of_log.append(
                f"第 {broken.sequence} 条：{broken.why}。此前 {proof.count} 条完好。"
            )
        if expected and (fault := expected.fault()):
            whole = "" if broken else f"现有 {proof.count} 条自身完好。"
            proof.of_log.append(fault + whole)
        if not broken:  # what comes after a broken entry is not read, so rows would all differ
            proof.of_data += _faults_of_rows(ledger)
            proof.settled = ledger.settled
        if is_quick:
            return proof
        proof.of_data += _faults_of_summaries()
        stored = list(StoredFile.objects.order_by("pk"))
    proof.of_data += _faults_of(stored)
    return proof


def _faults_of_rows(ledger: Ledger) -> Iterator[str]:
    yield from map(str, ledger.differences())
    yield from ledger.found_by_acts()
    if untold := ledger.tables_untold():
        yield (
            f"日志没有说到任何一行，而数据库里有{'、'.join(untold[:NAMED])}等 {len(untold)} 张表的"
            "数据：日志被清空或删去过；请保留现场，用备份核对。"
        )


def _faults_of_summaries() -> Iterator[str]:
    """Yield a sentence for each kind of which pages read what does not follow from the records:
    the log does not answer for summaries, so nothing else would find it."""
    for name, kept in registries.summaries.items():
        wrong = [fault.sentence for fault in kept.check() if fault.misleads]
        if wrong:
            more = f"等共 {len(wrong)} 处" if wrong[NAMED:] else ""
            yield (
                f"{name}的摘要不是按记录得来的：{'；'.join(wrong[:NAMED])}{more}。"
                "请运行 rebuild_summaries 重新生成，并查明何人改动。"
            )


def _faults_of(stored: list[StoredFile]) -> Iterator[str]:
    for each in stored:
        if not files.verify(each):
            yield (
                f"文件 {each.sha256}（编号 {each.pk}，{each.size:,} 字节）不在文件库中，"
                "或内容与其摘要不符；请从备份补回。"
            )


def _is_digest(text: str) -> bool:
    return 16 <= len(text) <= 64 and all(sign in "0123456789abcdef" for sign in text)
