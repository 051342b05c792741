"""盖章扫描件: a paper that was signed and sealed and comes back as a picture or a sealed file."""

from pathlib import PurePath

from django import forms

from trust.forms import EvidenceFilesField
from trust.guard import SCAN_KINDS
from trust.guard.upload import EXTENSIONS
from trust.refusals import Refused

#: What to do instead of sending the report as it was written.
ADVICE = "请把签字盖章的纸面扫描成 .pdf，或拍成 .jpg、.jpeg、.png 照片后再上传。"
NO_SCAN = "“{}”不是扫描件，盖章扫描件只收 .pdf、.png、.jpg、.jpeg、.ofd，没有上传；{}"


class ScansForm(forms.Form):
    """The sealed paper as it was scanned: pictures of it, never the document it was made of."""

    file = EvidenceFilesField(
        label="选择扫描件",
        kinds=SCAN_KINDS,
        advice=ADVICE,
        help_text="可一次选几个；只收 .pdf、.png、.jpg、.jpeg、.ofd，每个不超过 20 MB，"
        "一次合计不超过 30 MB。",
    )


def check_scan_name(name: str) -> None:
    """Raise Refused for the name of what is no scan; its bytes are held against it before."""
    if EXTENSIONS.get(PurePath(name).suffix.lower().removeprefix(".")) not in SCAN_KINDS:
        raise Refused(NO_SCAN.format(name, ADVICE))
