"""A kind of master data: its columns, and how a row becomes an act."""

from dataclasses import dataclass

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.utils.html import format_html
from import_export import resources
from import_export.results import RowResult

from trust.refusals import Refused

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


@dataclass(frozen=True)
class Problem:
    """A row that cannot be taken, as a sentence."""

    line: int
    sentence: str


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

    def __init__(self, actor=None, **kwargs):
        super().__init__(**kwargs)
        self.actor = actor

    @classmethod
    def get_diff_class(cls):
        return Differences

    def write(self, row, is_new: bool):
        """Write the row through an action and return it as saved. Raises Refused."""
        raise NotImplementedError

    def save_instance(self, instance, is_create, row, **kwargs):
        saved = self.write(instance, is_create)
        instance.pk = saved.pk

    def check_header(self, header: list[str]) -> str:
        """Return what is wrong with the head of the table, or nothing."""
        known = [field.column_name for field in self.get_import_fields()]
        named = [name for name in header if name]
        if missing := [n for n in known if n not in named and n not in self.optional]:
            return f"第 1 行缺少列“{'、'.join(missing)}”；表头应为：{'、'.join(known)}。"
        if unknown := [name for name in named if name not in known]:
            return f"第 1 行有不认识的列“{'、'.join(unknown)}”；表头应为：{'、'.join(known)}。"
        if len(set(named)) < len(named):
            return "第 1 行有重复的列名；请删去重复的一列。"
        return ""

    def problems(self, result, lines: list[int]) -> list[Problem]:
        """Return a sentence for every row that could not be taken, in their order."""
        found = [
            Problem(lines[number - 1], _sentence(error.error))
            for number, errors in result.row_errors()
            for error in errors
        ]
        for invalid in result.invalid_rows:
            line = lines[invalid.number - 1]
            found += [Problem(line, text) for text in self._faults(invalid.error)]
        found += [Problem(1, _sentence(error.error)) for error in result.base_errors]
        return sorted(found, key=lambda problem: problem.line)

    def _faults(self, error: ValidationError):
        if not hasattr(error, "error_dict"):
            yield from error.messages
            return
        columns = {field.attribute: field.column_name for field in self.fields.values()}
        for name, sentences in error.message_dict.items():
            column = "" if name == NON_FIELD_ERRORS else columns.get(name, "")
            for sentence in sentences:
                yield f"{column}：{sentence}" if column else sentence


def _sentence(error: Exception) -> str:
    return str(error) if isinstance(error, Refused | ValueError) else FAILED
