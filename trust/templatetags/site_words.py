"""What the site is called, in templates: `{% load site_words %}`, `{% product %}`."""

from django import template

from lib.site_words import site_words

register = template.Library()


@register.simple_tag
def product() -> str:
    return site_words().product
