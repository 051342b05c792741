"""The forms that come with the product, put in use where a site has none of their code."""

import json
from pathlib import Path

from django.conf import settings

from selfeval.definitions.actions import import_form, put_in_use
from selfeval.models import FormDefinition
from trust import log

FOLDER = Path(settings.BASE_DIR) / "fixtures" / "selfeval" / "forms"


@log.acting()
def load_forms(*, actor: log.Actor) -> list[FormDefinition]:
    """Put every shipped form in use that the site does not know; return those.

    A form of the same code, whatever became of it, is left alone: repeating it changes
    nothing, and what an office edited stays.
    """
    known = set(FormDefinition.objects.values_list("code", flat=True))
    made = []
    for path in sorted(FOLDER.glob("*.json")):
        definition = json.loads(path.read_text())
        if definition["code"] in known:
            continue
        row = import_form(definition=definition, user=None, actor=actor)
        made.append(put_in_use(form_id=row.pk, revision=row.revision, user=None, actor=actor))
    return made
