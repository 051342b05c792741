"""What a check says."""


class Broken(str):
    """A sentence about what does not work; any other is about what somebody should look at."""
