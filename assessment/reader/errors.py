"""What can go wrong while reading an official document."""


class DocumentError(Exception):
    """The document cannot be read. The text is a Chinese sentence for the person
    who uploaded it: what is wrong, where, why, and what to do."""
