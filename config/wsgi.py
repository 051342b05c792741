"""What gunicorn serves. Nothing is served before the start-up checks pass."""

import os

import django
from django.core.handlers.wsgi import WSGIHandler

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup(set_prefix=False)

from django.urls import get_resolver  # noqa: E402  needs the settings set up

from config.starting import start  # noqa: E402

start()
get_resolver().url_patterns  # noqa: B018  loads every page's code, else the first request waits for it
application = WSGIHandler()
