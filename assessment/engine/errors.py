"""What the engine refuses, each with a sentence for the person at the desk."""

from assessment.engine.types import Measure, Rule


class EngineError(ValueError):
    """Anything the engine refuses; str() is a Chinese sentence that can be shown."""


class WrongFact(EngineError):
    """A recorded figure that cannot be true. measure: whose; value: as recorded."""

    def __init__(self, measure: Measure, value: object, reason: str) -> None:
        super().__init__(f"“{measure.name}”的完成值 {value} 有误：{reason}。请改正后再录入。")
        self.measure = measure
        self.value = value


class WrongRule(EngineError):
    """A rule that cannot be applied as it stands."""

    def __init__(self, rule: Rule, reason: str) -> None:
        where = f"“{rule.clause}”" if rule.clause else "未注明原文的一条"
        super().__init__(f"扣分规则{where}无法计算：{reason}。请先在指标表中改正。")
        self.rule = rule


class NothingAvailable(EngineError):
    """A section whose items are worth nothing together: no share of it can be earned."""

    def __init__(self, section_name: str) -> None:
        super().__init__(f"“{section_name}”各指标分值合计为 0，无法折算得分。请先补充指标。")
        self.section_name = section_name
