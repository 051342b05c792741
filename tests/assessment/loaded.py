"""Loaded tables without a database: the worked examples as pages, exports and paper see them."""

import random
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

from assessment import loading
from assessment.engine import types as engine
from assessment.engine.types import MeasureKind, RuleKind
from assessment.scores.standing import Standings, score_tables
from tests.engine.worked import WORKED_EXAMPLES

EFFICIENCY_ITEMS = {"信息系统建设", "作风建设", "廉政建设", "基础工作"}
RESCALED_NOTES = (
    "备注：因湘潭市没有移民安置任务，移民业务工作部分得分按相应比例折算。",
    "计算方法：移民业务工作部分得分=（移民业务工作部分各项指标得分总额/67）×76",
)
RECORDED_AT = datetime(2018, 1, 5, 2, 32, tzinfo=UTC)
CLAUSES = {
    RuleKind.SHORTFALL_SHARE: "每少完成{step}%扣{deduction}分",
    RuleKind.SHORTFALL_UNIT: "每少{step}个扣{deduction}分",
    RuleKind.NOT_DONE: "未完成扣{deduction}分",
    RuleKind.BELOW_BAR: "未完成省政府绩效考核指标数扣{deduction}分",
    RuleKind.PER_OCCURRENCE: "每起扣{deduction}分",
    RuleKind.RATE_BELOW: "每下降{step}%扣{deduction}分",
}


def make_standings(*tables, policy=None, year=2017) -> Standings:
    return score_tables(year, tables, policy or engine.Policy())


def make_table(city="长沙市", *, key="430100", pk=1, like="长沙市", values=None, text=None):
    """Return the worked table of a city. values: by measure code; text: of every item."""
    serial = iter(range(pk * 1000, pk * 1000 + 1000))
    raw = WORKED_EXAMPLES[like]["items"]
    business = [i for i in raw if i["name"] not in EFFICIENCY_ITEMS]
    efficiency = [i for i in raw if i["name"] in EFFICIENCY_ITEMS]
    values = values or {}
    sections = (
        _section("一", "移民业务工作", Decimal(76), business, values, serial, text),
        _section("二", "效能与党风廉政建设", Decimal(24), efficiency, values, serial, text),
    )
    facts = loading.facts_of(m for s in sections for i in s.items for m in i.measures)
    return loading.LoadedTable(
        pk=pk,
        year=2017,
        city_id=pk,
        city_key=key,
        city=city,
        title=f"2017年度{city}移民工作绩效考核指标表",
        notes=RESCALED_NOTES if like == "湘潭市" else (),
        issued=True,
        sections=sections,
        engine=engine.Table(city, tuple(s.engine for s in sections)),
        facts=facts,
    )


def case_values(city: str, number: int) -> dict[str, str]:
    """Return what case number of the worked examples records, by measure code."""
    return {
        f"{row['item']}/{row['component']}/{row['measure']}": row["value"]
        for row in WORKED_EXAMPLES[city]["cases"][number]["results"]
    }


def random_values(table: loading.LoadedTable, seed: int, missing: float = 0.1) -> dict[str, str]:
    """Return made-up results with many deductions; the same for the same seed."""
    chance = random.Random(seed)
    values = {}
    for measure in table.measures:
        if chance.random() >= missing:
            values[measure.code] = _random_value(measure.engine, chance)
    return values


def with_texts(table: loading.LoadedTable, texts) -> loading.LoadedTable:
    """Return the table with the next of texts in every field that a person writes."""
    sections = tuple(_retold_section(section, texts) for section in table.sections)
    head = engine.Table(table.city, tuple(s.engine for s in sections))
    return replace(table, sections=sections, engine=head)


def _retold_section(section, texts):
    items = tuple(_retold_item(item, texts) for item in section.items)
    return replace(
        section, items=items, engine=replace(section.engine, items=tuple(i.engine for i in items))
    )


def _retold_item(item, texts):
    components = tuple(_retold_component(c, texts) for c in item.components)
    return replace(
        item,
        text=next(texts),
        offices_text=next(texts),
        components=components,
        engine=replace(item.engine, components=tuple(c.engine for c in components)),
    )


def _retold_component(component, texts):
    measures = tuple(
        replace(m, record=replace(m.record, remark=next(texts))) for m in component.measures
    )
    rules = tuple(replace(r, engine=replace(r.engine, clause=next(texts))) for r in component.rules)
    core = replace(component.engine, rules=tuple(r.engine for r in rules))
    return replace(component, measures=measures, rules=rules, engine=core)


def _section(number, name, full, raw_items, values, serial, text):
    items = tuple(_item(raw, values, serial, text) for raw in raw_items)
    available = sum(i.points for i in items)
    core = engine.Section(name, full, tuple(i.engine for i in items))
    return loading.LoadedSection(next(serial), number, f"{name}（{available}）", items, core)


def _item(raw, values, serial, text):
    components = tuple(
        _component(f"{raw['name']}/{n}/", n, part, values, serial)
        for n, part in enumerate(raw["components"], start=1)
    )
    core = engine.Item(raw["name"], Decimal(raw["points"]), tuple(c.engine for c in components))
    clauses = "，".join(r.engine.clause for c in components for r in c.rules)
    return loading.LoadedItem(
        next(serial),
        1,
        text or f"完成{raw['name']}任务，计{raw['points']}分，{clauses}。",
        "规划计划处",
        (1,),
        (),
        components,
        core,
    )


def _component(prefix, number, raw, values, serial):
    measures = tuple(_measure(prefix, m, values, serial) for m in raw["measures"])
    rules = tuple(_rule(prefix, r) for r in raw["rules"])
    core = engine.Component(Decimal(raw["points"]), tuple(m.engine for m in measures), rules)
    loaded = tuple(loading.LoadedRule(next(serial), 0, 0, "p", rule) for rule in rules)
    return loading.LoadedComponent(next(serial), number, 0, 0, measures, loaded, core)


def _measure(prefix, raw, values, serial):
    code = prefix + raw["name"]
    kind = MeasureKind(raw["kind"])
    target = None if raw["target"] is None else Decimal(raw["target"])
    unit = {"比率": "%", "数量": "个", "次数": "次"}.get(raw["kind"], "")
    value = values.get(code)
    value = None if value is None else Decimal({"是": "1", "否": "0"}.get(value, value))
    recorded = value is not None
    record = loading.Record(
        next(serial),
        int(recorded),
        value,
        (),
        "",
        "张三" if recorded else "",
        "规划计划处" if recorded else "",
        RECORDED_AT if recorded else None,
    )
    core = engine.Measure(code, raw["name"], kind, unit, target)
    return loading.LoadedMeasure(next(serial), raw["name"], (), core, record)


def _rule(prefix, raw):
    kind = RuleKind(raw["kind"])
    return engine.Rule(
        kind,
        tuple(prefix + name for name in raw["measures"]),
        None if raw["step"] is None else Decimal(raw["step"]),
        Decimal(raw["deduction"]),
        CLAUSES[kind].format(step=raw["step"], deduction=raw["deduction"]),
    )


def _random_value(measure: engine.Measure, chance: random.Random) -> str:
    match measure.kind:
        case MeasureKind.YES_NO:
            return chance.choice("是否否")
        case MeasureKind.COUNT:
            return str(chance.choice([0, 0, 0, 1, 2, 3]))
        case MeasureKind.RATE:
            return str(
                chance.choice([100, Decimal("94.9"), Decimal("87.35"), 95, 89, Decimal("0.5")])
            )
    target = measure.target or Decimal(1)
    share = chance.choice(["0", "0.3", "0.7", "0.9", "1", "1", "1.2"])
    return str(int(target * Decimal(share)))
