from importlib import import_module

from django.contrib.admin import site
from django.contrib.admin.apps import AdminConfig

#: The pages of those apps that lie below this room and know nothing of it.
PAGES = ("setup.people_and_places", "setup.log_and_jobs")


class SetupConfig(AdminConfig):
    """Django's admin with the product's own site in it."""

    default_site = "setup.site.SetupSite"

    def ready(self):
        super().ready()
        for module in PAGES:
            import_module(module)
        site.disable_action("delete_selected")  # rows are never removed by the handful
