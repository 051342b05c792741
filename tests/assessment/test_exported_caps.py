"""How a cap leaves the site and comes back: as its words say it."""

import io
import json

import pytest
from django.core.management import call_command

from assessment.models import CityTable
from assessment.reader.exported import readings_of_json
from tests.reader.layouts import TITLE, word

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

HEAD = ["序号", "指标名称", "评估内容与计分方法", "分值", "责任处室"]


@pytest.mark.parametrize(
    ("words", "said", "component", "rule"),
    [
        ("扣完为止", "points", 10, None),
        ("扣完10分为止", "10", 10, None),
        ("最高扣6分", "6", None, 6),
    ],
)
def test_cap_is_exported_as_its_words_say_it(tmp_path, words, said, component, rule):
    text = f"按时报送信息，计10分，未报送信息每次扣1分，{words}。"
    path = tmp_path / "表.docx"
    path.write_bytes(word(TITLE, [HEAD, ["1", "报表", text, "10", "规划计划处"]]))
    call_command("import_tables", 2019, str(path), stdout=io.StringIO())
    assert CityTable.objects.count() == 1

    out = tmp_path / "tables.json"
    call_command("export_tables", 2019, str(out), stdout=io.StringIO())

    told = json.loads(out.read_text("utf-8"))
    [row] = told["cities"][0]["sections"][0]["items"][0]["components"]
    assert row["rules"][0]["cap"] == said
    [table], _ = readings_of_json(told)
    [read] = table.sections[0].items[0].components
    assert (read.cap, read.rules[0].cap) == (component, rule)
