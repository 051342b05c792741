"""What a workbook says of its measures beside their figures, against the tables.

A figure goes by its code. Where the row names another cell than its code, nothing is taken;
where it names the same one with another target or unit, that is told and not read.
"""

from collections.abc import Iterable, Iterator, Mapping

from assessment.collection.values import COUNTED
from assessment.engine.types import MeasureKind
from assessment.models import Measure, Result
from assessment.reader.workbook import BESIDE, ResultRow
from lib.numerals import plain
from press.pasting.lexicon import bare
from press.workbooks.beside import Beside, Edited, is_same, multiple_beyond, said_of, told_edits

SOURCE = "指标表"
BY_CODE = "导入按测量项编码对应，不读这一列"
IN_RULES = "导入不读这一列，要改请由考核办在指标表的“计分规则”里改"
ADVICE = dict.fromkeys(BESIDE, IN_RULES) | dict.fromkeys(("指标", "要点", "测量项"), BY_CODE)
SLIPPED = "可能排序时错行，请重新导出采集表"


class BesideFigures:
    """Compares the rows of one workbook with the measures they belong to. No query."""

    def __init__(self, known: Iterable[Result]) -> None:
        self.items: set[tuple[int, str]] = set()
        self.names: set[tuple[int, str]] = set()
        self.places: set[tuple[int, str, str]] = set()
        self.edits: dict[str, dict[str, Edited]] = {}
        for result in known:
            measure = result.measure
            item = measure.component.item
            table = item.section.table_id
            self.items.add((table, bare(item.name)))
            self.names.add((table, bare(measure.name)))
            self.places.add((item.pk, str(measure.component.number), bare(measure.name)))

    def refusal(self, row: ResultRow, measure: Measure) -> str:
        """Return why a row's figure is not its code's, "" if it may be."""
        said = {beside.name: beside for beside in row.beside}
        return (
            self._other_item(said, measure)
            or self._other_measure(said, measure)
            or self._other_component(said, measure)
            or (_other_unit(said, measure) if row.value else "")
        )

    def look(self, row: ResultRow, measure: Measure) -> None:
        """Keep what a row says otherwise, each cell once."""
        known = _known(measure)
        for beside in row.beside:
            own = known[beside.name]
            if not any(is_same(beside.cell, each, unit=measure.unit) for each in own):
                edit = Edited(beside.place, said_of(beside.cell), own[0])
                self.edits.setdefault(beside.name, {}).setdefault(beside.place, edit)

    def notices(self) -> Iterator[str]:
        """Yield a sentence a column, in the order of the columns."""
        for name in BESIDE:
            if edits := self.edits.get(name):
                advice = ADVICE[name]
                yield told_edits(name, list(edits.values()), source=SOURCE, advice=advice)

    def _other_item(self, said: Mapping[str, Beside], measure: Measure) -> str:
        item, word = measure.component.item, _word(said, "指标")
        if word == bare(item.name) or (item.section.table_id, word) not in self.items:
            return ""
        text = said["指标"].cell.text.strip()
        return f"指标 “{text}” 与编码所属的“{item.name}”不符；{SLIPPED}"

    def _other_measure(self, said: Mapping[str, Beside], measure: Measure) -> str:
        """A name that is nobody's may be an older one of the same measure; that is only told."""
        table, word = measure.component.item.section.table_id, _word(said, "测量项")
        if word == bare(measure.name) or (table, word) not in self.names:
            return ""
        text = said["测量项"].cell.text.strip()
        return f"测量项 “{text}” 与编码所属的“{measure.name}”不符；{SLIPPED}"

    def _other_component(self, said: Mapping[str, Beside], measure: Measure) -> str:
        """Measures of two components may have one name: then the component tells them apart."""
        component, word = measure.component, _word(said, "要点")
        is_other = (component.item_id, word, bare(measure.name)) in self.places
        if word == str(component.number) or not is_other:
            return ""
        return f"要点 “{word}” 与编码所属的要点 {component.number} 不符；{SLIPPED}"


def _other_unit(said: Mapping[str, Beside], measure: Measure) -> str:
    """A figure in 万亩 is not to be taken as one in 亩."""
    text = said["单位"].cell.text.strip() if "单位" in said else ""
    sign = multiple_beyond(text, measure.unit) if text else ""
    if not sign:
        return ""
    own = f"本项单位是“{measure.unit}”" if measure.unit else "本项没有单位"
    return f"单位 写的是“{text}”，而{own}，相差“{sign}”；请换算后填写完成值，并改回原来的单位"


def _word(said: Mapping[str, Beside], name: str) -> str:
    return bare(said[name].cell.text) if name in said else ""


def _known(measure: Measure) -> dict[str, tuple[str, ...]]:
    """Return what each column may say of a measure; the first is how the table has it."""
    target = "" if measure.target is None else plain(measure.target)
    asked = {MeasureKind.RATE: "%", MeasureKind.COUNT: COUNTED}.get(MeasureKind(measure.kind))
    return {
        "指标": (measure.component.item.name,),
        "要点": (str(measure.component.number),),
        "测量项": (measure.name, measure.key),
        "类型": (measure.kind,),
        "单位": tuple(filter(None, (measure.unit, asked))) or ("",),
        "目标值": (target,),
    }
