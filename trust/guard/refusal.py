"""The one way in which a file from outside is turned down."""


class UploadRefused(Exception):
    """A file that is not taken in; str() says what, where, why and what to do now."""
