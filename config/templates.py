"""Templates say 市州 and 县市区; each is loaded in the words of its site.

Done once, when a template is read, so that no template has to ask.
"""

from django.template.loaders import app_directories, filesystem

from lib.site_words import site_words


class FilesystemLoader(filesystem.Loader):
    def get_contents(self, origin):
        return site_words().called(super().get_contents(origin))


class AppDirectoriesLoader(app_directories.Loader):
    def get_contents(self, origin):
        return site_words().called(super().get_contents(origin))
