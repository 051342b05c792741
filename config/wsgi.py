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
# A page asks the database dozens of times, and after each answer waits until a thread that computes
# (lays out a page, checks a password) lets it go on: 5 ms by default, a quarter of a second in all.
sys.setswitchinterval(0.001)
application = WSGIHandler()
