"""What the engine refuses, each with a sentence for the person at the desk."""


class EngineError(ValueError):
    """Anything the engine refuses; str() is a Chinese sentence that can be shown."""


class WrongForm(EngineError):
    """A form definition that cannot be read. place: where in it, in Chinese."""

    def __init__(self, place: str, reason: str) -> None:
        super().__init__(f"评价表式有误，{place}：{reason}。")
        self.place = place
        self.reason = reason


class WrongFormula(EngineError):
    """A formula that cannot be read or that names what the form has not.

    position: the offending character, from 1; 0 where it is the whole formula.
    """

    def __init__(self, text: str, reason: str, position: int = 0) -> None:
        shown = text if len(text) <= 60 else f"{text[:60]}……"
        where = f"第 {position} 个字符处" if position else ""
        super().__init__(f"公式“{shown}”{where}有误：{reason}。")
        self.reason = reason
        self.position = position


class WrongAnswers(EngineError):
    """A report that cannot be read into its form. place: where in it, in Chinese."""

    def __init__(self, place: str, reason: str) -> None:
        super().__init__(f"自评数据有误，{place}：{reason}。")
        self.place = place
        self.reason = reason


class TooMuchWork(EngineError):
    """Formulas that would take too long over the rows of a report."""

    def __init__(self) -> None:
        super().__init__("公式计算量超过上限，请减少行数或简化公式后再算。")
