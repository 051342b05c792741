"""Static files named by their content, so that a browser keeps them for ever."""

from django.contrib.staticfiles.storage import HashedFilesMixin
from whitenoise.storage import CompressedManifestStaticFilesStorage

_MODULE_IMPORTS = HashedFilesMixin._js_module_import_aggregation_patterns[1]


class HashedStaticFiles(CompressedManifestStaticFilesStorage):
    """Also renames the imports between our own JavaScript modules (static/js/).

    Not those of packages: Django's pattern stumbles over imports in their comments.
    """

    support_js_module_import_aggregation = True
    _js_module_import_aggregation_patterns = ("js/*.js", _MODULE_IMPORTS)
