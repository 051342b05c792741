from django.apps import AppConfig

from trust import people, registries


class CitiesConfig(AppConfig):
    name = "cities"
    verbose_name = "地区与人员"

    def ready(self):
        """Tell the log, which stands below, who people are and for which rows it answers."""
        from cities import models
        from cities.checks import account_roles
        from cities.log_head import KIND, LOG_HEAD
        from cities.notices import KINDS
        from cities.permissions import persona_of
        from cities.substitutes.hands import acts_for

        people.persona_of.fill(persona_of)
        people.acts_for.fill(acts_for)
        registries.answer_for(
            models.Place, models.PlaceName, models.Office, models.Account, models.Membership,
            models.Substitution,
        )  # fmt: skip
        registries.passing["cities.account"] = frozenset({"last_login"})
        registries.checks.add("账号任职", account_roles)
        registries.notices.add(LOG_HEAD, KIND)
        for key, kind in KINDS.items():
            registries.notices.add(key, kind)
