from django.apps import AppConfig

from trust import people


class CitiesConfig(AppConfig):
    name = "cities"
    verbose_name = "地区与人员"

    def ready(self):
        """Tell the log, which stands below, who people are."""
        from cities.permissions import persona_of

        people.persona_of.fill(persona_of)
