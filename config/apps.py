from django.contrib.admin.apps import AdminConfig


class SetupConfig(AdminConfig):
    """Django's admin with the product's own site in it."""

    default_site = "config.admin.SetupSite"
