"""A kind of master data: its columns, how a row becomes an act, and what came of a file."""

import hashlib
import json
from collections.abc import Mapping
from operator import itemgetter
from types import MappingProxyType

from django.utils.html import format_html
from import_export import resources
from import_export.results import InvalidRow, Result, RowResult

from trust.refusals import Refused

NOTHING_SAVED = "本次导入未保存任何内容。"
FAILED = "无法保存；请检查这一行的内容，仍不成功请联系系统管理员"
WORDS = {
    RowResult.IMPORT_TYPE_NEW: "新增",
    RowResult.IMPORT_TYPE_UPDATE: "修改",
    RowResult.IMPORT_TYPE_SKIP: "不变",
}


class Differences(resources.Diff):
    """Values before and after, marked by elements and classes: the policy allows no styles."""

    def as_html(self):
        return [
            self._cell(before, after) for before, after in zip(self.left, self.right, strict=True)
        ]

    def _cell(self, before, after):
        if before == after or (self.new and not after):
            return format_html("{}", after)
        if self.new or before == "":
            return format_html('<ins class="changed">{}</ins>', after)
        return format_html(
            '<del class="changed">{}</del> <ins class="changed">{}</ins>', before, after
        )


class Outcome(Result):
    """What a file would change, or did, as the page tells it.

    lines[n]: where row n stood in the sheet. columns: their names by the field's attribute.
    """

    lines: list[int]
    columns: dict[str, str]

    @property
    def counts(self) -> dict[str, int]:
        return {word: self.totals[kind] for kind, word in WORDS.items()}

    @property
    def counted(self) -> str:
        return "，".join(f"{word} {number} 行" for word, number in self.counts.items())

    @property
    def digest(self) -> str:
        """Return what stands for the differences, to see at the writing that they still hold."""
        told = [[row.import_type, list(row.diff or [])] for row in self.valid_rows()]
        return hashlib.sha256(json.dumps(told, ensure_ascii=False).encode()).hexdigest()

    @property
    def shown(self) -> list[tuple[int, str, list[str]]]:
        """Return line, word and cells of each row: those that change first."""
        rows = sorted(zip(self.lines, self.rows, strict=True), key=lambda row: row[1].is_skip())
        return [(line, WORDS[row.import_type], row.diff) for line, row in rows]

    @property
    def refusal(self) -> str:
        """Return why the file as a whole cannot be taken, or nothing."""
        return _sentence(self.base_errors[0].error) if self.base_errors else ""

    @property
    def problems(self) -> list[tuple[int, str]]:
        """Return line and sentence for every row that cannot be taken, in their order."""
        found = [(n, _sentence(e.error)) for n, errors in self.row_errors() for e in errors]
        found += [(row.number, text) for row in self.invalid_rows for text in self._faults(row)]
        return sorted(((self.lines[n - 1], text) for n, text in found), key=itemgetter(0))

    def _faults(self, row: InvalidRow):
        yield from row.non_field_specific_errors
        for name, sentences in row.field_specific_errors.items():
            column = self.columns.get(name, "")
            yield from (f"{column}：{text}" if column else text for text in sentences)


class MasterData(resources.ModelResource):
    """Rows of one table. A row that is new or differs is written by write(), through an action.

    Subclasses name their fields and set Meta from MasterData.Meta.
    """

    class Meta:
        skip_unchanged = True
        report_skipped = True
        clean_model_instances = False  # the actions check the whole row

    #: Columns that a file may leave out.
    optional: frozenset[str] = frozenset()
    #: What else a file may call a column, and which it is.
    also: Mapping[str, str] = MappingProxyType({})

    def __init__(self, actor=None, **kwargs):
        super().__init__(**kwargs)
        self.actor = actor

    @classmethod
    def get_diff_class(cls):
        return Differences

    @classmethod
    def get_result_class(cls):
        return Outcome

    def write(self, row, is_new: bool):
        """Write the row through an action and return it as saved. Raises Refused."""
        raise NotImplementedError

    def save_instance(self, instance, is_create, row, **kwargs):
        saved = self.write(instance, is_create)
        instance.pk = saved.pk

    def before_import(self, dataset, **kwargs):
        """Raise Refused with what is wrong with the head of the table."""
        dataset.headers = [self.also.get(name, name) for name in dataset.headers]
        if wrong := self._wrong_header(dataset.headers):
            raise Refused(f"{wrong}{NOTHING_SAVED}")

    def after_import(self, dataset, result, **kwargs):
        result.lines = dataset.lines
        result.columns = {field.attribute: field.column_name for field in self.fields.values()}

    def _wrong_header(self, named: list[str]) -> str:
        known = self.get_diff_headers()
        if missing := [n for n in known if n not in named and n not in self.optional]:
            return f"第 1 行缺少列“{'、'.join(missing)}”；表头应为：{'、'.join(known)}。"
        if unknown := [name for name in named if name not in known]:
            return f"第 1 行有不认识的列“{'、'.join(unknown)}”；表头应为：{'、'.join(known)}。"
        if len(set(named)) < len(named):
            return "第 1 行有重复的列名；请删去重复的一列。"
        return ""


def _sentence(error: Exception) -> str:
    return str(error) if isinstance(error, Refused | ValueError) else FAILED
