from django.apps import AppConfig


class StartUpConfig(AppConfig):
    """Has every command know what must hold before the site serves, `check --deploy` above all."""

    name = "config"
    label = "config"
    verbose_name = "启动检查"

    def ready(self):
        from config import checks, readiness  # noqa: F401  registering is all they do
