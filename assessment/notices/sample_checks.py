"""What is told of a sample check: that the sample was drawn, to those who look into it."""

from django.urls import reverse

from assessment.models import SampleDraw
from assessment.notices import kinds, people
from lib.site_words import said
from trust import log
from trust.notices.actions import notify


def tell_drawn(draw: SampleDraw, actor: log.Actor) -> None:
    """The 考核办 and the offices that collect: which cells are to be looked at is drawn."""
    notify(
        [*people.offices_of(draw.year), *people.assessment_office()],
        kind=kinds.SAMPLE_CHECK,
        title=f"{draw}已抽取",
        body=said(f"{draw.told}，各市州的核查表见“抽查核查”页。"),
        link=reverse("sample-checks", args=[draw.year.number]),
        about=draw,
        actor=actor,
    )
