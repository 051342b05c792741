"""A form's definition as a file."""

import json

from selfeval.engine.definition import as_json
from selfeval.engine.types import Form


def form_json(form: Form) -> bytes:
    """Return the definition as people can read it; import_form takes it back unchanged."""
    return json.dumps(as_json(form), ensure_ascii=False, indent=1).encode()
