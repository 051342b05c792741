"""The demo, and what people then do with it, so that pages have something to show.

load_demo leaves some pages without anything: a form being edited, evidence, imports, a job, a
year whose tables are not issued, scores that the cities may read. Each act fills in a form of a
page as a person would; numbers in addresses are the demo's own, the same every time.
"""

import io
import json
import shutil
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urljoin

from lxml import html
from openpyxl import load_workbook

from .site import DATABASE, HOST, begin

#: The site as load_demo and the first acts leave it; then with scores released.
DEMO, RELEASED = "demo", "released"
TOKEN = "csrfmiddlewaretoken"


@dataclass(frozen=True)
class Act:
    """A person sends a form of a page. goal: where the form goes to, as seen from its page.
    fields: over what it says. blank: written in whatever it leaves empty."""

    person: str
    page: str
    goal: str
    fields: dict = field(default_factory=dict)
    blank: str = ""


@dataclass(frozen=True)
class File:
    name: str
    text: str


FIRST = (
    Act("kaohe", "/", "/", {"number": "2019"}),
    Act("kaohe", "/selfeval/forms/2/", "clone/", {"code": "copied", "title": "复制的自评表"}),
    Act("kaohe", "/selfeval/forms/1/", "version/"),
    Act("kaohe", "/selfeval/tasks/new/", "",
        {"form": "5", "year": "2019", "title": "尚未下达的任务", "audience": ["1"]}),
    Act("kaohe", "/2017/scorecards/", "zip/"),
    Act("pxzx", "/2017/results/25/detail/", "../evidence/",
        {"file": File("台账.txt", "培训台账")}),
    Act("pxzx", "/2017/results/25/detail/", "../remark/", {"remark": "以台账为准。"}),
    Act("changsha", "/selfeval/reports/10/review/", "../remarks/",
        {"cell": "villages", "text": "请补充台账。"}),
)  # fmt: skip
RELEASING = (
    Act("kaohe", "/2017/flow/review/", "", blank="先行办理。"),
    Act("kaohe", "/2017/flow/feedback/", "", blank="先行办理。"),
)


def make_stages(folder: Path) -> tuple[dict[str, str], list[str]]:
    """Make the site at its stages, a folder each; return people's sessions and what was done."""
    own = folder / "making"
    own.mkdir(parents=True)
    begin(own, folder / "static")
    command("migrate", "--verbosity", "0")
    told = command("load_demo")
    people = dict(line.split()[:2] for line in told.splitlines() if line.startswith("  "))
    sessions = {name: _sign_in(name, password) for name, password in people.items()}
    done = [*_first(own, sessions)]
    _keep(own, folder / DEMO)
    done += _release(own, sessions)
    _keep(own, folder / RELEASED)
    return sessions, done


def command(*words: str) -> str:
    """Return what a command of manage.py prints."""
    from django.core.management import call_command

    told = io.StringIO()
    call_command(*words, stdout=told, stderr=told)
    return told.getvalue()


def _sign_in(name: str, password: str) -> str:
    from django.test import Client

    client = Client(SERVER_NAME=HOST)
    client.post("/sign-in/", {"username": name, "password": password})
    client.get("/")  # writes what a session notes of its first page
    return client.cookies["sessionid"].value


def _first(own: Path, sessions: dict[str, str]) -> Iterator[str]:
    yield command("import_tables", "2018", "fixtures/2017/city-indicator-tables.docx")
    yield _fill(own, most=3)
    report = own / "report.json"
    command("export_selfeval", "2017", str(report), "--county", "望城区",
            "--form", "department_scored")  # fmt: skip
    report.write_text(_changed(report.read_text()))
    yield command("import_selfeval", str(report))
    yield from _perform(FIRST, sessions)
    command("db_worker", "--batch", "--verbosity", "0")


def _release(own: Path, sessions: dict[str, str]) -> Iterator[str]:
    yield _fill(own)
    yield from _perform(RELEASING, sessions)


def _fill(own: Path, most: int | None = None) -> str:
    """Record what is missing by way of the data-entry workbook: all of it, or some."""
    path = own / "results.xlsx"
    command("export_results", "2017", str(path))
    book = load_workbook(path)
    sheet = book.worksheets[0]
    columns = {cell.value: cell.column for cell in sheet[1]}
    empty = [r for r in range(2, sheet.max_row + 1)
             if sheet.cell(r, columns["完成值"]).value is None]  # fmt: skip
    for row in empty[:most]:
        target = sheet.cell(row, columns["目标值"]).value
        is_no = sheet.cell(row, columns["类型"]).value == "是否"
        sheet.cell(row, columns["完成值"]).value = "否" if is_no else target or 0
    book.save(path)
    return command("import_results", "2017", str(path))


def _changed(exported: str) -> str:
    """Return an exported report with other words in the first field that the county fills in."""
    told = json.loads(exported)
    (report,) = told["reports"]
    name = next(n for n in report["fields"] if n not in report["computed"])
    report["fields"][name] += "0"
    return json.dumps(told, ensure_ascii=False)


def _perform(acts: Iterable[Act], sessions: dict[str, str]) -> Iterator[str]:
    """Do one act after the other; yield what the site answered."""
    from django.test import Client

    for act in acts:
        client = Client(SERVER_NAME=HOST, raise_request_exception=False)
        client.cookies["sessionid"] = sessions[act.person]
        answer = client.get(act.page)
        page = html.document_fromstring(answer.content.decode() or "<p>")
        for form in [form for form in page.forms if _goes_to(form, act)][:1]:
            answer = client.post(_goal(form, act), _filled(form, act))
        request = f"{answer.request['REQUEST_METHOD']} {answer.request['PATH_INFO']}"
        yield f"{act.person} {request}: {answer.status_code} {answer.get('Location', '')}"


def _goal(form: html.FormElement, act: Act) -> str:
    return urljoin(act.page, form.get("action") or form.get("hx-post") or "")


def _goes_to(form: html.FormElement, act: Act) -> bool:
    is_post = form.method == "POST" or form.get("hx-post")
    return bool(is_post) and _goal(form, act) == urljoin(act.page, act.goal)


def _filled(form: html.FormElement, act: Act) -> dict:
    from django.core.files.uploadedfile import SimpleUploadedFile

    values = {name: value for name, value in form.form_values() if name != TOKEN}
    said = {name: value or act.blank for name, value in values.items()}
    return said | {
        name: SimpleUploadedFile(value.name, value.text.encode())
        if isinstance(value, File)
        else value
        for name, value in act.fields.items()
    }


def _keep(own: Path, stage: Path) -> None:
    """Keep the site as it stands now."""
    from django.db import connection

    connection.close()
    with sqlite3.connect(own / DATABASE) as plain:
        plain.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    stage.mkdir()
    shutil.copyfile(own / DATABASE, stage / DATABASE)
    shutil.copytree(own / "media", stage / "media")
