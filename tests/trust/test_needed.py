"""What a form asks for is not marked 选填, whether the field or the form asks."""

from django import forms

from assessment.forms import ResultsFileForm, TablesFileForm
from assessment.incidents.forms import IncidentsFileForm
from assessment.vetoes.forms import VetoForm
from selfeval.filing.views.word_reports import WordReportForm
from trust.forms import needed

OPTIONAL = "选填"


class _Form(forms.Form):
    by_field = forms.CharField(label="甲")
    by_form = needed(forms.CharField(label="乙", required=False))
    of_several = needed(
        forms.ChoiceField(
            label="丙", choices=[("1", "一")], widget=forms.RadioSelect, required=False
        )
    )
    by_nobody = forms.CharField(label="丁", required=False)


def test_only_what_nobody_asks_for_is_marked_optional():
    form = _Form()
    marked = [bound.label for bound in form if OPTIONAL in bound.as_field_group()]
    assert marked == ["丁"]


def test_files_to_be_imported_are_not_optional(db):
    forms_of_files = (ResultsFileForm(), TablesFileForm(), IncidentsFileForm(), WordReportForm())
    for form in forms_of_files:
        assert OPTIONAL not in form["file"].as_field_group()
        answered = type(form)({})
        assert not answered.is_valid()
        assert "file" in answered.errors


def test_one_of_two_that_is_asked_for_is_not_optional():
    form = VetoForm(vetoables=[], incidents=[])
    assert [name for name in form.fields if OPTIONAL in form[name].as_field_group()] == []
