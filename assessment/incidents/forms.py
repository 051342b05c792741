"""What people hand in for the register, cleaned and converted."""

from django import forms
from django.utils import timezone

from assessment.engine.incidents import faults
from assessment.forms import _FileOrParcel
from assessment.incidents.entries import IncidentEntry
from assessment.models import LONGEST_DESCRIPTION, CityTable, Incident, Year
from cities.lookup import Gazetteer
from cities.models import Office
from cities.permissions import persona_of
from lib.site_words import said
from trust.forms import check_day

LONGEST_REASON = 300


def _day(label: str, help_text: str = "", *, required: bool = False) -> forms.DateField:
    return forms.DateField(
        label=label,
        required=required,
        validators=[check_day],
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=help_text,
        error_messages={"invalid": "请按“年-月-日”填写。", "required": "请填写日期。"},
    )


class IncidentForm(forms.Form):
    """version: of the incident the person saw. cell, cell_version: where it is to be counted."""

    city = forms.ChoiceField(label=said("市州"), error_messages={"required": said("请选择市州。")})
    county = forms.CharField(label=said("县市区"), required=False, max_length=40)
    happened_on = _day("日期", required=True)
    kind = forms.ChoiceField(label="类别", choices=Incident.Kind.choices)
    document_name = forms.CharField(label="文件名称", required=False, max_length=200)
    document_number = forms.CharField(
        label="文号", required=False, max_length=80, help_text="如 湘移审〔2017〕5号。"
    )
    description = forms.CharField(
        label="说明",
        max_length=LONGEST_DESCRIPTION,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": "请写明是什么事。"},
    )
    due_on = _day("整改期限", "要求整改的填；加扣按它推算。")
    put_right_on = _day("整改日期", "整改到位的日期；没有到位的留空。")
    office = forms.ChoiceField(label="登记处室")
    version = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)
    cell = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)
    cell_version = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)

    def __init__(self, *args, year: Year, user, incident: Incident | None = None, **kwargs):
        super().__init__(*args, **kwargs)
        tables = CityTable.objects.filter(year=year).order_by("city__key")
        cities = tables.values_list("city", "city_name")
        self.fields["city"].choices = [("", "请选择"), *((str(pk), name) for pk, name in cities)]
        offices = (
            Office.objects.filter(pk=incident.office_id)
            if incident
            else Office.objects.filter(pk__in=persona_of(user).office_ids)
        )
        self.offices = {str(office.pk): office for office in offices}
        self.fields["office"].choices = [(pk, office.name) for pk, office in self.offices.items()]
        if len(self.offices) == 1:
            self.fields["office"].required = False
            self.fields["office"].widget = forms.HiddenInput()

    def clean(self):
        cleaned = super().clean()
        cleaned["county_id"] = self._county(cleaned)
        if "happened_on" in cleaned:
            days = {n: cleaned.get(n) for n in ("happened_on", "due_on", "put_right_on")}
            for name, sentence in faults(**days, today=timezone.localdate()).items():
                self.add_error(name, sentence)
        return cleaned

    def _county(self, cleaned) -> int | None:
        name, city_id = (cleaned.get("county") or "").strip(), cleaned.get("city")
        if not name or not city_id:
            return None
        gazetteer = Gazetteer.load()
        city = next(place for place in gazetteer.cities if place.pk == int(city_id))
        found = gazetteer.county(city.name, name)
        if found is None:
            self.add_error("county", f"“{name}”不是{city.name}的县市区，请核对名称或留空。")
        return found.pk if found else None

    @property
    def chosen_office(self) -> Office:
        """Return in whose name it is registered; of a valid form."""
        chosen = self.cleaned_data.get("office") or next(iter(self.offices))
        return self.offices[chosen]

    @property
    def entry(self) -> IncidentEntry:
        """Return what was said; of a valid form."""
        said_of = self.cleaned_data
        plain = ("kind", "document_name", "document_number", "description")
        days = ("happened_on", "due_on", "put_right_on")
        return IncidentEntry(
            city_id=int(said_of["city"]),
            county_id=said_of["county_id"],
            **{name: said_of[name] for name in (*plain, *days)},
        )


def initial_of(incident: Incident) -> dict:
    """Return what a form shows of an incident that stands."""
    names = ("happened_on", "kind", "document_name", "document_number", "description")
    said_of = {name: getattr(incident, name) for name in (*names, "due_on", "put_right_on")}
    return said_of | {
        "city": str(incident.city_id),
        "county": incident.county.name if incident.county else "",
        "version": incident.version,
    }


class IncidentReasonForm(forms.Form):
    """Why an incident is withdrawn, or why what was asked of it is right as it is."""

    reason = forms.CharField(
        label="理由",
        max_length=LONGEST_REASON,
        error_messages={
            "required": "请写明理由。",
            "max_length": f"理由不超过 {LONGEST_REASON} 个字，请删减。",
        },
    )


class CellForm(forms.Form):
    """A request of a cell's dialog. version: of the cell the person saw."""

    version = forms.IntegerField(min_value=0, max_value=2**31 - 1)
    incident = forms.IntegerField(required=False, min_value=1, max_value=2**53)
    seen = forms.IntegerField(required=False, min_value=0, max_value=10**6)
    on = forms.DateField(required=False, validators=[check_day])

    def clean_on(self):
        """Nobody knows yet what will be late by a day to come."""
        on = self.cleaned_data["on"]
        if on and on > timezone.localdate():
            raise forms.ValidationError("日期在今天之后。")
        return on


class IncidentsFileForm(_FileOrParcel):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields[
            "file"
        ].help_text = "用“导出台账”得到的 .xlsx，或表头相同的表；每行一起，没有编号的作为新登记。"
        self.fields["file"].widget.attrs["accept"] = ".xlsx"
