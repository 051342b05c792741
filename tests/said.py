"""Prints the words of the program's own, as a site says them, that still speak of another house.

Run by tests/test_said.py in a process of its own: many are said once, when their module is loaded.
"""

import os
import re

import django

OTHERS = re.compile("湖南|市州|县市区|县级(?!市)|本市|省级|全省|市级初审")


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    for where, words in sorted({(where, str(words)) for where, words in told()}):
        if OTHERS.search(words):
            print(f"{where}: {words}")


def told():
    """Yield where words stand and what they are."""
    from django.urls import get_resolver

    from assessment.exports import score_workbook
    from assessment.letters.kinds import KINDS
    from cities.models import Role, role_label
    from lib.site_words import said
    from portal import navigation
    from selfeval import states
    from selfeval.models import Report, ReportState
    from selfeval.year import handing_in
    from setup.site import GROUPS

    assert get_resolver().url_patterns  # every view and form is loaded
    for entry in (*navigation.ENTRIES, *navigation.PERSON_ENTRIES):
        yield "navigation", entry.label
    for group in GROUPS:
        yield "groups", f"{group.title} {group.about}"
    yield from (("roles", role_label(role)) for role in Role.values)
    yield from (("states", Report(state=state).get_state_display()) for state in ReportState)
    yield from (("steps", said(step.label)) for step in states.STEPS)
    for head in (*score_workbook.DETAIL_HEAD, *score_workbook.ITEM_HEAD, *handing_in.HEADS):
        yield "heads", head
    for kind in KINDS.values():
        yield "papers", f"{kind.name} {kind.about} {kind.usual.heading}"
    yield from of_setup()
    yield from of_forms()


def of_setup():
    from django.contrib import admin

    from setup import resources
    from setup.exchange.resource import MasterData

    for page in admin.site._registry.values():
        yield type(page).__name__, page.lead
        yield type(page).__name__, page.search_help_text or ""
        for column in page.list_display:
            yield type(page).__name__, getattr(column, "short_description", "")
        for action in page.actions or ():
            found = getattr(page, action, action) if isinstance(action, str) else action
            yield type(page).__name__, getattr(found, "short_description", "")
        for offered in page.list_filter:
            yield type(page).__name__, getattr(offered, "title", "")
    for resource in vars(resources).values():
        if isinstance(resource, type) and issubclass(resource, MasterData):
            yield from ((resource.__name__, f.column_name) for f in resource.fields.values())


def of_forms():
    from django import forms

    for form in below(forms.BaseForm):
        if form.__module__.startswith(("django", "import_export")):
            continue
        for field in form.base_fields.values():
            yield f"{form.__module__}.{form.__name__}", f"{field.label or ''} {field.help_text}"


def below(kind: type):
    for child in kind.__subclasses__():
        yield from below(child)
        if hasattr(child, "base_fields"):
            yield child


if __name__ == "__main__":
    main()
