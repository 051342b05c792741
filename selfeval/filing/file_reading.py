"""Foreign .json files read in the limited process. Imports nothing of Django."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from lib.signs import holds_unkeepable
from selfeval.engine.definition import form_of
from selfeval.engine.errors import EngineError

MOST_REPORTS = 5000
#: Codes and names as they can stand in a database; whether they are known is asked there.
_CODE = re.compile(r"[a-z][a-z0-9_]{0,39}", re.ASCII)
_NAME = re.compile(r"[^\x00-\x1f\ud800-\udfff]{1,80}")


@dataclass(frozen=True, slots=True)
class ReportFile:
    """One report of a file. place: where in the file, for messages. data: its JSON. project:
    empty where the file names none."""

    place: str
    county: str
    city: str
    year: int
    form: str
    form_version: int
    data: Mapping[str, Any]
    project: str = ""


class WrongFile(ValueError):
    """lines: one sentence for each thing that cannot be read."""

    def __init__(self, lines: list[str] | str):
        self.lines = [lines] if isinstance(lines, str) else lines
        super().__init__("\n".join(self.lines))


def definition_of(data: bytes) -> dict[str, Any]:
    """Return the form definition that a file holds, its shape looked at. Raises WrongFile."""
    told = loaded(data, "这不是表式文件（{}），没有导入。")
    try:
        form_of(told)
    except EngineError as error:
        raise WrongFile(f"{error}没有导入。") from error
    return told


def reports_of(data: bytes, year: int | None = None) -> list[ReportFile]:
    """Return the reports of a .json: the export, a list of reports, or one.

    year: of reports that do not say it themselves. Raises WrongFile.
    """
    told = loaded(data, "文件不是可读的 JSON（{}），没有导入。")
    entries, year = _entries(told, year)
    found, lines = [], []
    for number, entry in enumerate(entries, start=1):
        try:
            found.append(_report_file(entry, number, year))
        except WrongFile as wrong:
            lines += wrong.lines
    if lines:
        raise WrongFile(lines)
    return found


def loaded(data: bytes, sentence: str) -> Any:
    """Return what a .json holds. Raises WrongFile with the sentence and what is wrong in it."""
    try:
        return json.loads(data.decode("utf-8-sig"))
    except json.JSONDecodeError as error:
        why = f"JSON 第 {error.lineno} 行第 {error.colno} 个字符处有误"
    except UnicodeDecodeError:
        why = "编码不是 UTF-8"
    except RecursionError:
        why = "嵌套过深"
    except ValueError:  # Python refuses to make a number of thousands of digits
        why = "有一个数字的位数过多"
    raise WrongFile(sentence.format(why))


def _entries(told: Any, year: int | None) -> tuple[list[Any], int | None]:
    if isinstance(told, Mapping) and "reports" in told:
        year = told.get("year", year)
        told = told["reports"]
    entries = told if isinstance(told, list) else [told]
    if not entries:
        raise WrongFile(["文件里没有自评报告，没有导入。"])
    if len(entries) > MOST_REPORTS:
        raise WrongFile([f"文件里有 {len(entries)} 份报告，一次最多导入 {MOST_REPORTS} 份。"])
    return entries, year


def _report_file(entry: Any, number: int, year: int | None) -> ReportFile:
    place = f"第 {number} 份"
    if not isinstance(entry, Mapping):
        raise WrongFile([f"{place}：应为一份自评报告（一组“名称：内容”）。"])
    county, city, project = entry.get("county"), entry.get("city"), entry.get("project", "")
    lines = []
    if not _is_like(_NAME, county) or not _is_like(_NAME, city):
        lines.append(f"{place}：缺少县市区 county 或市州 city。")
    else:
        of_project = f" · {project}" if _is_like(_NAME, project) else ""
        place = f"第 {number} 份（{city}{county}{of_project}）"
    year = entry.get("year", year)
    if type(year) is not int or not 2000 <= year <= 2100:
        lines.append(f"{place}：缺少年度 year，或年度不在 2000 至 2100 之间。")
    if project != "" and not _is_like(_NAME, project):
        lines.append(f"{place}：项目 project 应为 1 至 80 个字的名称。")
    form, version = entry.get("form"), entry.get("form_version", 0)
    if not _is_like(_CODE, form) or type(version) is not int:
        lines.append(f"{place}：缺少表式编码 form。")
    if holds_unkeepable(entry):
        lines.append(f"{place}：内容里有不可见的控制字符，请删去后再导入。")
    if lines:
        raise WrongFile(lines)
    return ReportFile(
        place=place,
        county=county,
        city=city,
        year=year,
        form=form,
        form_version=version,
        data=entry,
        project=" ".join(project.split()),
    )


def _is_like(pattern: re.Pattern[str], value: object) -> bool:
    return isinstance(value, str) and bool(pattern.fullmatch(value))
