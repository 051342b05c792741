"""What the site is called and calls things, in templates: `{% product %}`, `{{ label|said }}`."""

from django import template
from django.utils.safestring import SafeData

from lib.site_words import said as in_words_of_site
from lib.site_words import site_words

register = template.Library()


@register.simple_tag
def product() -> str:
    return site_words().product


@register.filter
def said(label) -> SafeData | str:
    """Return a label of the program's own in the words of this site; never what people wrote.

    A piece of a page (the box that chooses every row) stays one.
    """
    return label if isinstance(label, SafeData) else in_words_of_site(str(label))
