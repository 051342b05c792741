"""What gunicorn serves. Nothing is served before the start-up checks pass."""

import gc
import os
import sys

import django
from django.core.handlers.wsgi import WSGIHandler

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup(set_prefix=False)

from django.urls import get_resolver  # noqa: E402  needs the settings set up

from config.starting import start  # noqa: E402

start()
get_resolver().url_patterns  # noqa: B018  loads every page's code, else the first request waits for it
# What is loaded by now stays to the end: to look it through again for garbage, each time that
# pages over all units have made enough objects, would take as long as some of these pages.
gc.collect()
gc.freeze()
# After each answer of the database a page waits until a thread that computes lets it go on, 5 ms by
# default. What that costs when many submit at once is measured in docs/drills.md (rush).
sys.setswitchinterval(0.001)
application = WSGIHandler()
