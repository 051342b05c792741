"""What gunicorn serves. Nothing is served before the start-up checks pass."""

import os

import django
from django.core.handlers.wsgi import WSGIHandler

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup(set_prefix=False)

from config.starting import start  # noqa: E402  needs the settings set up

start()
application = WSGIHandler()
