"""The assessment office's pages about forms: made, edited by parts, put in use, frozen."""

import io
import json

import pypdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from selfeval.definitions.actions import save_form
from selfeval.definitions.editing import changed, path_of
from selfeval.engine.definition import as_json
from selfeval.loading import form_of
from selfeval.models import FormDefinition, FormState
from tests.factories import make_account, make_county, make_table
from tests.selfeval.factories import SMALL, actor_for, make_form, make_task

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


@pytest.fixture
def office(client):
    client.force_login(make_account("kaohe", role="assessment_office"))
    return client


@pytest.fixture
def draft() -> FormDefinition:
    return make_form(state=FormState.DRAFT)


def edit_url(row, part=""):
    return f"{reverse('selfeval-form-edit', args=[row.pk])}?part={part}"


def sent_from(page) -> dict:
    """Return what the browser would post of the editor's page, untouched."""
    editor = page.context["editor"]
    data = {"revision": page.context["row"].revision, "seen": editor.seen}
    for form in editor._forms():
        for name in form.fields:
            value = form[name].value()
            if value is True:
                data[form[name].html_name] = "on"
            elif value is not False and value is not None:
                data[form[name].html_name] = value
    return data


def save(client, row, part, follow=True, **entries):
    page = client.get(edit_url(row, part))
    return client.post(edit_url(row, part), sent_from(page) | entries, follow=follow)


def test_empty_form_is_printed(office, draft):
    answer = office.get(reverse("selfeval-form-pdf", args=[draft.pk]))
    assert answer["Content-Type"] == "application/pdf"
    pages = pypdf.PdfReader(io.BytesIO(answer.content)).pages
    words = "".join("".join(page.extract_text() for page in pages).split())
    assert form_of(draft).sections[0].label in words


def test_a_part_is_saved_and_the_problems_told(office, draft):
    page = save(office, draft, "sections.0.blocks.0.fields.5", **{"own-formula": "spent / ("})
    words = page.content.decode()
    draft.refresh_from_db()
    assert form_of(draft).sections[0].blocks[0].fields[5].formula == "spent / ("
    assert "有 1 处不成立" in words
    assert "第 10 个字符处有误" in words
    assert draft.revision == 2


def test_what_was_typed_is_saved_with_the_row_that_is_added(office, draft):
    page = save(
        office, draft, "sections.0.blocks.1",
        **{"sections-0-blocks-1-columns-0-label": "项目名称",
           "change": "add:sections.0.blocks.1.columns"},
    )  # fmt: skip
    table = page.context["editor"].part
    assert [c.label for c in table.columns] == ["项目名称", "金额", "新栏目"]


def test_parts_are_moved_and_removed(office, draft):
    save(office, draft, "scoring", change="down:scoring.tree.0")
    save(office, draft, "scoring", change="remove:scoring.tree.3")
    draft.refresh_from_db()
    assert [n.code for n in form_of(draft).scoring.tree] == ["output", "execution", "benefit"]


def test_a_new_block_opens_for_editing(office, draft):
    page = save(office, draft, "sections.0", change="add:sections.0.blocks:table")
    assert page.context["editor"].text == "sections.0.blocks.3"
    assert "新表" in page.content.decode()


def test_what_cannot_be_read_stays_on_the_page_and_saves_nothing(office, draft):
    page = save(office, draft, "scoring", **{"scoring-grades-0-low": "九十"})
    assert page.status_code == 422
    assert "九十" in page.content.decode()
    draft.refresh_from_db()
    assert draft.revision == 1


def test_the_second_of_two_people_is_told_and_loses_nothing(office, draft):
    page = office.get(edit_url(draft, "sections.0.blocks.2"))
    other = make_account("other", role="assessment_office")
    theirs = changed(form_of(draft), path_of("sections.0.blocks.2"), label="工作总结")
    save_form(
        form_id=draft.pk, revision=1, definition=as_json(theirs), user=other,
        actor=actor_for(other),
    )  # fmt: skip
    mine = sent_from(page) | {"own-label": "本年工作"}
    answer = office.post(edit_url(draft, "sections.0.blocks.2"), mine)
    words = answer.content.decode()
    assert answer.status_code == 409
    assert 'value="本年工作"' in words
    assert "工作总结" in words
    assert str(other) in words
    again = office.post(edit_url(draft, "sections.0.blocks.2"), mine | {"revision": 2})
    assert again.status_code == 302
    draft.refresh_from_db()
    assert form_of(draft).sections[0].blocks[2].label == "本年工作"


def test_a_part_that_was_moved_meanwhile_is_not_overwritten(office, draft):
    page = office.get(edit_url(draft, "scoring.tree.0"))
    save(office, draft, "scoring", change="down:scoring.tree.0")
    answer = office.post(edit_url(draft, "scoring.tree.0"), sent_from(page) | {"own-label": "甲"})
    assert answer.status_code == 409
    assert "不能直接保存" in answer.content.decode()
    draft.refresh_from_db()
    assert "甲" not in [node.label for node in form_of(draft).scoring.tree]


@pytest.mark.parametrize("part", ["sections.7", "scoring.levels.0", "x", "sections.0.label"])
def test_a_part_that_is_not_there_is_not_found(office, draft, part):
    assert office.get(edit_url(draft, part)).status_code == 404


def test_a_forged_change_is_not_found(office, draft):
    for change in ("remove:scoring", "remove:sections.0.blocks", "add:scoring.levels", "up:"):
        assert save(office, draft, "", change=change).status_code == 404
    draft.refresh_from_db()
    assert draft.revision == 1


def test_links_that_fit_no_measure_of_the_tables_are_pointed_out(office, draft):
    table = make_table()
    words = office.get(edit_url(draft, "links")).content.decode()
    assert "没有测量项“移民培训人数”" in words
    key = table.sections.first().items.first().components.get().measures.first().key
    page = save(office, draft, "links", **{"links-0-measure_key": key})
    assert f"“{key}”的单位是人次，本表数字的单位是人。" in page.content.decode()


# In use


def test_grades_with_a_gap_keep_a_form_from_being_used(office, draft):
    save(office, draft, "scoring", **{"scoring-grades-0-low": "92"})
    draft.refresh_from_db()
    page = office.get(reverse("selfeval-form", args=[draft.pk])).content.decode()
    assert "90 至 92 分没有等级" in page
    assert reverse("selfeval-form-use", args=[draft.pk]) not in page
    answer = office.post(
        reverse("selfeval-form-use", args=[draft.pk]), {"revision": draft.revision}, follow=True
    )
    assert "不能启用" in answer.content.decode()
    draft.refresh_from_db()
    assert draft.state == FormState.DRAFT


def test_a_form_in_use_is_frozen_and_a_new_version_is_edited(office):
    row = make_form(state=FormState.DRAFT)
    office.post(reverse("selfeval-form-use", args=[row.pk]), {"revision": 1})
    row.refresh_from_db()
    assert row.state == FormState.IN_USE
    answer = office.get(edit_url(row))
    assert answer.status_code == 403
    assert "已冻结" in answer.content.decode()
    office.post(reverse("selfeval-form-version", args=[row.pk]))
    new = FormDefinition.objects.get(code=row.code, version=2)
    assert office.get(edit_url(new)).status_code == 200
    office.post(reverse("selfeval-form-use", args=[new.pk]), {"revision": new.revision})
    row.refresh_from_db()
    assert row.state == FormState.RETIRED


def test_a_form_is_cloned_under_another_code(office):
    row = make_form()
    url = reverse("selfeval-form-clone", args=[row.pk])
    office.post(url, {"code": "small_2018", "title": "小表（2018）"})
    clone = FormDefinition.objects.get(code="small_2018")
    assert (clone.title, clone.version, clone.state) == ("小表（2018）", 1, "draft")
    assert form_of(clone).sections == form_of(row).sections
    taken = office.post(url, {"code": "small_2018", "title": "又一份"}, follow=True)
    assert "已有" in taken.content.decode()
    wrong = office.post(url, {"code": "小表", "title": "又一份"}, follow=True)
    assert "编码应为" in wrong.content.decode()


def test_a_form_begins_from_nothing(office):
    office.post(reverse("selfeval-form-new"), {"code": "fresh", "title": "新表式"})
    row = FormDefinition.objects.get(code="fresh")
    assert office.get(edit_url(row)).status_code == 200


def test_definition_goes_out_and_comes_back(office):
    row = make_form()
    data = office.get(reverse("selfeval-form-export", args=[row.pk])).content
    file = SimpleUploadedFile("form.json", data)
    page = office.post(reverse("selfeval-form-import"), {"file": file}, follow=True)
    assert page.status_code == 200
    back = FormDefinition.objects.get(code="small", version=2)
    assert form_of(back).sections == form_of(row).sections


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"\xff\xfe", "UTF-8"),
        (b"[1, 2", "括号不配对"),
        (b'{"a" 1}', "不是表式文件（JSON 第 1 行"),
        (b'{"version": ' + b"9" * 5000 + b"}", "位数过多"),
        (b"[" * 100_000, "嵌套过深"),
        (json.dumps(SMALL | {"version": 10**6}).encode(), "0 至 1000 的整数"),
        (json.dumps(SMALL | {"version": True}).encode(), "应为整数"),
        (json.dumps(SMALL | {"title": "表\x00式"}).encode(), "控制字符"),
        (json.dumps(SMALL | {"title": "表" * 20_001}).encode(), "超过 20000 个字符"),
        (json.dumps(SMALL | {"code": "x" * 5000}).encode(), "不超过 40 个字符"),
        (json.dumps({"code": "x"}).encode(), "缺少“title”"),
        (json.dumps({"code": "x", "evil": 1}).encode(), "不认识“evil”"),
    ],
)
def test_a_file_that_is_no_form_is_refused_in_words(office, data, words):
    file = SimpleUploadedFile("form.json", data)
    answer = office.post(reverse("selfeval-form-import"), {"file": file})
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not FormDefinition.objects.exists()


def test_list_page_and_preview(office):
    row = make_form()
    make_task(row)
    make_form("unit_narrative", state=FormState.DRAFT)
    words = office.get(reverse("selfeval-forms")).content.decode()
    assert "小表" in words
    assert "编制中" in words
    page = office.get(reverse("selfeval-form", args=[row.pk])).content.decode()
    assert "没有发现问题" in page
    assert "2017年度" in page
    preview = office.get(reverse("selfeval-form-preview", args=[row.pk])).content.decode()
    for label in ("单位名称", "工作概述", "培训人数", "总分"):
        assert label in preview


@pytest.mark.parametrize(
    "code",
    ["department_basic", "department_scored", "unit_narrative", "resettlement_fund",
     "project_spending", "project_2020", "transfer_2020"],
)  # fmt: skip
def test_every_part_of_the_shipped_forms_opens_and_saves_untouched(office, code):
    row = make_form(code, state=FormState.DRAFT)
    before = form_of(row)
    outline = office.get(edit_url(row)).context["outline"]
    for line in [line for n, line in enumerate(outline) if n % 4 == 0 or line.level == 0]:
        answer = save(office, row, line.path, follow=False)
        assert answer.status_code == 302, (line, answer.context and answer.context["editor"])
    row.refresh_from_db()
    assert form_of(row) == before
    assert row.revision == 1
    assert office.get(reverse("selfeval-form-preview", args=[row.pk])).status_code == 200


def test_a_page_costs_the_same_for_any_number_of_versions(office, django_assert_num_queries):
    url = reverse("selfeval-forms")
    make_form()
    office.get(url)
    with django_assert_num_queries(5):  # session, user, roles, the list, years of the frame
        office.get(url)
    for number in range(2, 6):
        make_form(version=number, state=FormState.RETIRED)
    with django_assert_num_queries(5):
        office.get(url)


def test_counties_see_what_is_in_use_but_no_draft(client):
    in_use, draft = make_form(), make_form("unit_narrative", state=FormState.DRAFT)
    client.force_login(make_account(role="county", place=make_county()))
    assert client.get(reverse("selfeval-form-preview", args=[in_use.pk])).status_code == 200
    assert client.get(reverse("selfeval-form-preview", args=[draft.pk])).status_code == 404
    assert client.get(reverse("selfeval-forms")).status_code == 404
