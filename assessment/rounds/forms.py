"""What is filled in about rounds: their terms, why one is reopened, the settings, an alert."""

from decimal import Decimal

from django import forms
from django.utils import timezone

from assessment.forms import ResultsFileForm
from assessment.models import LIGHT_COSTS, Indicator, Round, RoundSettings, Year
from assessment.models.rounds import (
    LONGEST_ALERT_TEXT,
    LONGEST_ROUND_NAME,
    LONGEST_ROUND_REASON,
)
from assessment.rounds.actions import SETTINGS, RoundTerms
from assessment.rounds.alerts import AlertTerms
from assessment.year import fixed
from assessment.year.fixed import why_fixed
from lib.numerals import plain
from trust.forms import FigureField, check_day


def _day(label: str, help_text: str = "", *, required: bool = True) -> forms.DateField:
    return forms.DateField(
        label=label,
        required=required,
        validators=[check_day],
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=help_text,
        error_messages={"invalid": "请按“年-月-日”填写。", "required": "请填写日期。"},
    )


def _version() -> forms.IntegerField:
    return forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1)


def _points(label: str, help_text: str) -> FigureField:
    return FigureField(
        label=label,
        required=False,
        min_value=Decimal("0.001"),
        max_value=100,
        max_digits=7,
        decimal_places=3,
        help_text=help_text,
        error_messages={
            "invalid": "请填分数，如 0.5。",
            "min_value": "扣分须大于 0；不扣分的请留空。",
            "max_value": "扣分不能超过 100 分，请核对。",
        },
    )


class RoundForm(forms.Form):
    """version: of the round that its reader saw; 0 for a new one."""

    name = forms.CharField(label="名称", max_length=LONGEST_ROUND_NAME)
    as_of = _day("截至日期", "各处室填报的数截至这一天；序时进度按这一天已过的天数计算。")
    due_on = _day("报送截止", "当日仍算按时。")
    accepts_late = forms.BooleanField(
        label="逾期仍可报送",
        required=False,
        help_text="勾选的，过了报送截止仍可填报，记为逾期，直到考核办结束本次调度。",
    )
    weight = FigureField(
        label="权重",
        min_value=0,
        max_value=100,
        max_digits=5,
        decimal_places=2,
        help_text="“计入考核的数”设为“按权重”时用；填 0 的不计入。",
        error_messages={"invalid": "权重请填数字，如 1 或 0.5。"},
    )
    version = _version()

    def __init__(self, *args, year: Year, **kwargs):
        super().__init__(*args, **kwargs)
        self.year = year

    def clean_as_of(self):
        day = self.cleaned_data["as_of"]
        if day.year != self.year.number:
            raise forms.ValidationError(
                f"截至日期须在 {self.year.number} 年之内：序时进度按这一年已过的天数计算。"
            )
        return day

    def clean(self):
        found = super().clean()
        as_of, due = found.get("as_of"), found.get("due_on")
        if as_of and due and due < as_of:
            self.add_error("due_on", "报送截止不能早于截至日期。")
        return found

    @property
    def terms(self) -> RoundTerms:
        """Return what was said; of a valid form."""
        return RoundTerms(**{name: self.cleaned_data[name] for name in RoundTerms.__slots__})


def terms_shown(held: Round) -> dict:
    """Return what a form shows of a round that stands."""
    return {name: getattr(held, name) for name in RoundTerms.__slots__} | {"version": held.version}


class ReopenForm(forms.Form):
    """Why a round is opened again, and until when."""

    reason = forms.CharField(
        label="重新开放的理由",
        max_length=LONGEST_ROUND_REASON,
        error_messages={"required": "重新开放须写明理由：要更正哪些数、为什么。"},
    )
    due_on = _day("新的报送截止", "当日仍算按时。")
    version = _version()

    def clean_due_on(self):
        day = self.cleaned_data["due_on"]
        if day < timezone.localdate():
            raise forms.ValidationError("新的报送截止不能早于今天。")
        return day


class CloseForm(forms.Form):
    takes_present = forms.BooleanField(
        label="没有填报的格，以当前填报值作为本次调度数", required=False
    )
    version = _version()


class RoundSettingsForm(forms.ModelForm):
    """version: that its reader saw. why_fixed: why what lights cost is no more to be changed."""

    version = _version()
    red_points = _points("每次红灯扣分", "不填的，红灯不扣分。")
    yellow_points = _points("每次黄灯扣分", "不填的，黄灯不扣分；不能多于红灯。")
    light_cap = _points("每个测量项最多扣", "红灯、黄灯各自累计；不填的以要点分值为限。")
    light_indicators = forms.TypedMultipleChoiceField(
        label="只用于这些指标",
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="都不选的，用于全部有数量目标的测量项。",
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("red_points", "yellow_points", "light_cap", "green", "yellow"):
            if (value := self.initial.get(name)) is not None:
                self.initial[name] = plain(value)
        held = self.instance
        self.why_fixed = why_fixed(held.year, fixed.LIGHT_COSTS)
        if self.why_fixed:
            lines = () if held.light_costs else ("green", "yellow")  # of lights that cost nothing
            fixed.fix(self, [name for name in LIGHT_COSTS if name not in lines])
        named = Indicator.objects.filter(year=self.instance.year).order_by("order")
        self.fields["light_indicators"].choices = named.values_list("pk", "name")

    class Meta:
        model = RoundSettings
        fields = SETTINGS
        help_texts = {
            "counting": (
                "只是提议：按此算出的数列在“计入考核的数”页，由责任处室核对后采用，采用前不影响得分。"
            ),
            "green": "完成率达到序时进度的百分之几亮绿灯；默认 100。",
            "yellow": "达到百分之几、不到绿灯线的亮黄灯，再低的亮红灯；默认 80。",
        }
        error_messages = {
            "green": {"invalid": "绿灯线请填数字，如 100。"},
            "yellow": {"invalid": "黄灯线请填数字，如 80。"},
        }
        field_classes = {"green": FigureField, "yellow": FigureField}

    def clean(self):
        found = super().clean()
        green, yellow = found.get("green"), found.get("yellow")
        if green is not None and not 0 < green <= 100:
            self.add_error("green", "绿灯线须大于 0、不超过 100。")
        elif green is not None and yellow is not None and not 0 < yellow < green:
            self.add_error("yellow", "黄灯线须大于 0、低于绿灯线。")
        self._check_costs(found)
        return found

    def _check_costs(self, found) -> None:
        red, yellow = found.get("red_points"), found.get("yellow_points")
        cap = found.get("light_cap")
        if yellow is not None and yellow > (red or 0) and "red_points" not in self.errors:
            self.add_error("yellow_points", "黄灯扣分不能多于红灯；请改小，或把红灯的改大。")
        if cap is not None and red is not None and cap < red:
            self.add_error("light_cap", "最多扣的不能少于一次红灯所扣的；请改大，或留空。")
        is_off = red is None and yellow is None
        if is_off and cap is not None and not self.errors:
            self.add_error("light_cap", "红灯、黄灯都不扣分，不用填最多扣多少；请留空。")

    @property
    def terms(self) -> dict:
        return {name: self.cleaned_data[name] for name in SETTINGS}


class AlertForm(forms.Form):
    """What alerts say beside their figures; to whom is chosen in the list."""

    wanted = forms.CharField(
        label="工作要求",
        max_length=LONGEST_ALERT_TEXT,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "请写明要求怎么办。"},
    )
    reply_by = _day("反馈期限", "要求书面反馈的填；不填的不要求。", required=False)

    def clean_reply_by(self):
        day = self.cleaned_data["reply_by"]
        if day and day < timezone.localdate():
            raise forms.ValidationError("反馈期限不能早于今天。")
        return day

    @property
    def terms(self) -> AlertTerms:
        return AlertTerms(self.cleaned_data["wanted"], self.cleaned_data["reply_by"])


class AlertReasonForm(forms.Form):
    reason = forms.CharField(
        label="撤回理由",
        max_length=LONGEST_ROUND_REASON,
        error_messages={"required": "撤回须写明理由。"},
    )


class RoundFileForm(ResultsFileForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["file"].help_text = "用“导出调度表”得到的 .xlsx，填好后上传。"
