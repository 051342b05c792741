from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "portal"
    verbose_name = "门户"

    def ready(self):
        """Fill what the halves leave open for each other: each shows something of the other."""
        from assessment.collection import counties
        from assessment.next_year import actions as next_year
        from portal.card_codes import card_told
        from portal.county_sums import county_sums
        from portal.measures import measures_to_link
        from portal.receipt_words import receipt_words
        from selfeval.definitions import links as form_links
        from selfeval.paper import receipt
        from selfeval.review import verifying
        from selfeval.year.carrying import carry_tasks

        counties.county_sums.fill(county_sums)
        form_links.measures_to_link.fill(measures_to_link)
        receipt.receipt_words.fill(receipt_words)
        verifying.paper_with_code.fill(card_told)
        next_year.carry_tasks.fill(carry_tasks)
