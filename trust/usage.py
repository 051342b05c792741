"""What a command says of its own accord is Chinese alone: how it was called wrongly, what failed.

argparse tells the first in English and ends with 2, which of our commands means that what was
asked for is done but for what is told (trust.command). Django puts its class before the other.
"""

import logging
import re
from typing import NoReturn, TextIO, cast

from django.core.management.base import BaseCommand, CommandError, CommandParser, OutputWrapper

from lib.journal import as_read_by

BAD_INPUT = 1
#: Sentences of argparse, of Python 3.11 to 3.14, and ours; what stands for a place is kept.
SENTENCES = {
    r"the following arguments are required: (?P<names>.+)": "缺少 {names}",
    r"one of the arguments (?P<names>.+) is required": "{names} 之中要写一个",
    r"unrecognized arguments: (?P<names>.+)": "没有 {names} 这样的参数",
    r"ambiguous option: (?P<name>.+) could match (?P<names>.+)": "{name} 可以指 {names}，请写全",
    r"argument (?P<name>.+): not allowed with argument (?P<other>.+)": "{name} 不能与 {other} 同用",
    r"argument (?P<name>.+): expected (?:one|at least one|\d+) arguments?": "{name} 后面没有写内容",
    r"argument (?P<name>.+): ignored explicit argument (?P<value>.+)": "{name} 后面不能写 {value}",
    r"argument (?P<name>.+): invalid int value: (?P<value>.+)": "{name} 应为整数，写的是 {value}",
    r"argument (?P<name>.+): invalid \w+ value: (?P<value>.+)": "{name} 不能是 {value}",
    r"argument (?P<name>.+): invalid choice: (?P<value>.+) \(choose from (?P<names>.+)\)":
        "{name} 不能是 {value}，可选 {names}",
    r"argument (?P<name>.+?): (?P<why>.+)": "{name}：{why}",
}  # fmt: skip


class ChineseUsage(BaseCommand):
    """A command that tells in Chinese how it was called wrongly, and errors in its own words."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.stderr.__class__ = OwnWords  # made by Django, of the stream and the colours it chose

    def create_parser(self, prog_name, subcommand, **kwargs):
        parser = super().create_parser(prog_name, subcommand, **kwargs)
        parser.__class__ = Parser  # Django names its own class and takes no other
        return parser


class OwnWords(OutputWrapper):
    """Standard error without the name of Django's class before what a command says; where the
    journal reads it, an error is told as one."""

    def write(self, msg="", *args, **kwargs):
        told = msg.removeprefix(f"{CommandError.__name__}: ")
        if told != msg:
            told = as_read_by(cast(TextIO, self._out), told, logging.ERROR)
        super().write(told, *args, **kwargs)


class Parser(CommandParser):
    def error(self, message: str) -> NoReturn:
        if not self.called_from_command_line:
            super().error(message)
        program, _, command = self.prog.partition(" ")
        self.exit(
            BAD_INPUT,
            f"{command}：{in_chinese(message)}；什么也没有做。"
            f"怎样写见 python {program} {command} --help。\n",
        )


def in_chinese(message: str) -> str:
    """Return a sentence of argparse in Chinese; another one as it is."""
    for pattern, told in SENTENCES.items():
        if found := re.fullmatch(pattern, message, re.DOTALL):
            return told.format_map(found.groupdict())
    return message
