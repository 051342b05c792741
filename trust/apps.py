from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class TrustConfig(AppConfig):
    name = "trust"
    verbose_name = "日志与文件"

    def ready(self):
        """Load each app's jobs.py, so that a worker knows every kind of job."""
        autodiscover_modules("jobs")
