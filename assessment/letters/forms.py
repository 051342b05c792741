"""What the 考核办 types as the words of a paper."""

from django import forms

from assessment.letters.actions import clean_words, faults_of
from assessment.letters.kinds import PaperKind, Words
from assessment.models.letters import LONGEST_HEADING, LONGEST_SIGNERS, LONGEST_TEXT


def _lines(label: str, *, most: int, rows: int, help_text: str) -> forms.CharField:
    return forms.CharField(
        label=label, required=False, max_length=most, help_text=help_text,
        widget=forms.Textarea(attrs={"rows": rows}),
    )  # fmt: skip


class WordsForm(forms.Form):
    """The words of one kind of paper. seen: PaperWords.number, 0 for the program's own."""

    heading = forms.CharField(
        label="标题", max_length=LONGEST_HEADING, error_messages={"required": "请填标题。"}
    )
    opening = _lines("开头", most=LONGEST_TEXT, rows=6, help_text="表格以前的文字，一行一段。")
    closing = _lines(
        "结尾",
        most=LONGEST_TEXT,
        rows=5,
        help_text="表格以后（函、通报为附件以前）的文字，一行一段。",
    )
    signers = _lines(
        "署名", most=LONGEST_SIGNERS, rows=3, help_text="谁署名、签字或盖章，一行一个。"
    )
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**15)

    def __init__(self, data=None, *, kind: PaperKind, current: Words):
        initial = {
            "heading": current.heading,
            "opening": current.opening,
            "closing": current.closing,
            "signers": current.signers,
            "seen": current.number,
        }
        super().__init__(data, initial=initial)
        self.kind = kind

    def clean(self):
        cleaned = super().clean()
        if not self.errors:
            for part, fault in faults_of(self.kind, self.words()).items():
                self.add_error(part, fault)
        return cleaned

    def words(self) -> Words:
        told = self.cleaned_data
        return clean_words(
            Words(told["heading"], told["opening"], told["closing"], told["signers"])
        )
