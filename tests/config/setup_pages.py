"""What the tests of 系统设置 share: a workbook as bytes, a form as it was shown, queries."""

import io
import re

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import Workbook, load_workbook

BACKEND = "django.contrib.auth.backends.ModelBackend"


def client_of(account) -> Client:
    client = Client()
    client.force_login(account, backend=BACKEND)
    return client


def workbook(*rows) -> SimpleUploadedFile:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return SimpleUploadedFile("数据.xlsx", out.getvalue())


def rows_of(response) -> list[list]:
    sheet = load_workbook(io.BytesIO(response.content)).active
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


def form_data(response) -> dict:
    """Return what a browser would send back from the change form of a page, unchanged."""
    data = dict(_values(response.context["adminform"].form))
    for inline in response.context["inline_admin_formsets"]:
        formset = inline.formset
        data |= dict(_values(formset.management_form))
        for form in formset.forms:
            data |= dict(_values(form))
    return data


def _values(form):
    for bound in form:
        value = bound.value()
        if value is None or value is False:
            continue
        yield bound.html_name, "on" if value is True else value


def parcel_of(response) -> str:
    return re.search(r'name="parcel" value="([^"]+)"', response.content.decode())[1]


def count_queries(client, address) -> int:
    with CaptureQueriesContext(
        connection,
    ) as found:
        assert client.get(address).status_code == 200
    return len(found)
