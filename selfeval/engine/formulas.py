"""Formulas as text: a small grammar, read by hand into frozen nodes.

    expression  = and-chain { "or" and-chain }
    and-chain   = negation { "and" negation }
    negation    = "not" negation | comparison
    comparison  = sum [ ("=" | "!=" | "<" | "<=" | ">" | ">=") sum ]
    sum         = product { ("+" | "-") product }
    product     = factor { ("*" | "/") factor }
    factor      = "-" factor | number | "text" | true | false | name | call | "(" expression ")"
    name        = code [ "." code [ "." code ] ]
    call        = function "(" [ expression { "," expression } ] ")"

× ÷ ≥ ≤ ≠ and full-width brackets and commas are read too. The limits make any
formula, however hostile, fail or end at once: it is read in one pass over at most
MAX_LENGTH characters, MAX_TOKENS tokens and MAX_DEPTH nested brackets.

Written by hand because it is this short: a parser library would need the grammar,
a transformer and a translation of its errors into sentences, which is no less code,
and would be the engine's only dependency.
"""

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from selfeval.engine.errors import WrongFormula

MAX_LENGTH = 600
MAX_TOKENS = 200
MAX_DEPTH = 20

COMPARISONS = ("=", "!=", "<", "<=", ">", ">=")


@dataclass(frozen=True, slots=True)
class Number:
    value: Decimal


@dataclass(frozen=True, slots=True)
class Text:
    value: str


@dataclass(frozen=True, slots=True)
class Truth:
    value: bool


@dataclass(frozen=True, slots=True)
class Name:
    """path: one to three codes; what they name is decided by names.py."""

    path: tuple[str, ...]

    @classmethod
    def of(cls, words: str) -> "Name":
        return cls(tuple(words.split(".")))

    def __str__(self) -> str:
        return ".".join(self.path)


@dataclass(frozen=True, slots=True)
class Call:
    function: str
    arguments: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Unary:
    """operator: - or not."""

    operator: str
    operand: "Node"


@dataclass(frozen=True, slots=True)
class Binary:
    """operator: + - * / and or, or one of COMPARISONS."""

    operator: str
    left: "Node"
    right: "Node"


Node = Number | Text | Truth | Name | Call | Unary | Binary

# How many arguments each function takes; None where there is no upper limit.
FUNCTIONS: dict[str, tuple[int, int | None]] = {
    "sum": (1, None),
    "min": (1, None),
    "max": (1, None),
    "count": (1, None),
    "abs": (1, 1),
    "round": (1, 2),
    "if": (3, 3),
    "blank": (1, 1),
    "not_applicable": (1, 1),
    "ratio": (2, 2),
    "percent": (2, 2),
    "year_of": (1, 1),
    "items": (1, 1),
    "contains": (2, 2),
}
WORDS = ("and", "or", "not", "true", "false")

_TOKEN = re.compile(
    r"""\s*(?:
        (?P<number>\d{1,15}(?:\.\d{1,12})?)(?![\w.])
      | (?P<text>"[^"\n]{0,100}")
      | (?P<name>[a-z][a-z0-9_]{0,39}(?:\.[a-z0-9][a-z0-9_]{0,39}){0,2})(?![\w.])
      | (?P<sign><=|>=|!=|<>|==|[-+*/=<>(),])
    )""",
    re.VERBOSE | re.ASCII,
)
_ALIASES = {"×": "*", "÷": "/", "（": "(", "）": ")", "，": ",", "−": "-", "＝": "=", "＋": "+"} | {
    "≥": ">=",
    "≤": "<=",
    "≠": "!=",
    "＜": "<",
    "＞": ">",
}
_ALIASED = re.compile(rf"""("[^"]*"|“[^”]*”)|[{"".join(_ALIASES)}]""")
_SYNONYMS = {"<>": "!=", "==": "="}


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str  # number, text, name, sign, end
    text: str
    position: int


@lru_cache(maxsize=4096)
def parse_formula(text: str) -> Node:
    """Return text as nodes. Raises WrongFormula with the place of the first fault."""
    return _Parser(text).parse()


def names_in(node: Node) -> tuple[Name, ...]:
    """Return the names that node mentions, in reading order, repeated ones too."""
    match node:
        case Name():
            return (node,)
        case Call(arguments=arguments):
            return tuple(name for argument in arguments for name in names_in(argument))
        case Unary(operand=operand):
            return names_in(operand)
        case Binary(left=left, right=right):
            return names_in(left) + names_in(right)
    return ()


def _tokens(text: str) -> list[_Token]:
    if len(text) > MAX_LENGTH:
        raise WrongFormula(text, f"长度超过 {MAX_LENGTH} 个字符")
    plain = _ALIASED.sub(_alias, text).rstrip()
    found: list[_Token] = []
    position = 0
    while position < len(plain):
        match = _TOKEN.match(plain, position)
        if match is None or match.lastgroup is None:
            start = position + len(plain[position:]) - len(plain[position:].lstrip())
            raise WrongFormula(text, f"不认识“{plain[start : start + 10]}”", start + 1)
        found.append(_Token(match.lastgroup, match[match.lastgroup], match.start(match.lastgroup)))
        if len(found) > MAX_TOKENS:
            raise WrongFormula(text, f"超过 {MAX_TOKENS} 个词")
        position = match.end()
    return [*found, _Token("end", "", len(plain))]


def _alias(match: re.Match[str]) -> str:
    """Return the plain sign; quoted text keeps its words."""
    return f'"{match[1][1:-1]}"' if match[1] else _ALIASES[match[0]]


class _Parser:
    """Recursive descent over the tokens of one formula."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens = _tokens(text)
        self.index = 0
        self.depth = 0

    def parse(self) -> Node:
        if self.tokens[0].kind == "end":
            raise WrongFormula(self.text, "公式是空的")
        node = self.expression()
        if self.token.kind != "end":
            raise self.fault(f"“{self.token.text}”前后不相连")
        return node

    @property
    def token(self) -> _Token:
        return self.tokens[self.index]

    def fault(self, reason: str) -> WrongFormula:
        return WrongFormula(self.text, reason, self.token.position + 1)

    def accept(self, *texts: str) -> str:
        """Return the token and move on if it is one of these signs or words, else ''."""
        if self.token.kind not in ("sign", "name") or self.token.text not in texts:
            return ""
        self.index += 1
        return self.tokens[self.index - 1].text

    def expect(self, sign: str) -> None:
        if not self.accept(sign):
            raise self.fault(f"此处应为“{sign}”")

    def deeper(self) -> None:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise self.fault(f"括号嵌套超过 {MAX_DEPTH} 层")

    def expression(self) -> Node:
        self.deeper()
        node = self.chain()
        while operator := self.accept("or"):
            node = Binary(operator, node, self.chain())
        self.depth -= 1
        return node

    def chain(self) -> Node:
        node = self.negation()
        while operator := self.accept("and"):
            node = Binary(operator, node, self.negation())
        return node

    def negation(self) -> Node:
        if not self.accept("not"):
            return self.comparison()
        self.deeper()
        node = Unary("not", self.negation())
        self.depth -= 1
        return node

    def comparison(self) -> Node:
        left = self.sum()
        operator = self.accept(*COMPARISONS, *_SYNONYMS)
        if not operator:
            return left
        node = Binary(_SYNONYMS.get(operator, operator), left, self.sum())
        if self.token.text in COMPARISONS or self.token.text in _SYNONYMS:
            raise self.fault("比较不能连写，请用 and 连接")
        return node

    def sum(self) -> Node:
        node = self.product()
        while operator := self.accept("+", "-"):
            node = Binary(operator, node, self.product())
        return node

    def product(self) -> Node:
        node = self.factor()
        while operator := self.accept("*", "/"):
            node = Binary(operator, node, self.factor())
        return node

    def factor(self) -> Node:
        if self.accept("-"):
            self.deeper()
            node = Unary("-", self.factor())
            self.depth -= 1
            return node
        if self.accept("("):
            inner = self.expression()
            self.expect(")")
            return inner
        return self.atom()

    def atom(self) -> Node:
        token = self.token
        if token.kind == "end":
            raise self.fault("公式没有写完")
        self.index += 1
        if token.kind == "number":
            return Number(Decimal(token.text))
        if token.kind == "text":
            return Text(token.text[1:-1])
        if token.text in ("true", "false"):
            return Truth(token.text == "true")
        if token.kind == "name" and token.text not in WORDS:
            return self.call(token) if self.accept("(") else Name.of(token.text)
        self.index -= 1
        raise self.fault(f"此处不应为“{token.text}”")

    def call(self, token: _Token) -> Node:
        limits = FUNCTIONS.get(token.text)
        if limits is None:
            raise WrongFormula(self.text, f"没有函数“{token.text}”", token.position + 1)
        arguments: list[Node] = []
        if not self.accept(")"):
            arguments.append(self.expression())
            while self.accept(","):
                arguments.append(self.expression())
            self.expect(")")
        least, most = limits
        if len(arguments) < least or (most is not None and len(arguments) > most):
            wanted = f"{least}" if most == least else f"{least} 至 {most or '多'}"
            reason = f"函数“{token.text}”应有 {wanted} 个参数，现有 {len(arguments)} 个"
            raise WrongFormula(self.text, reason, token.position + 1)
        return Call(token.text, tuple(arguments))
