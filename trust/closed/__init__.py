"""Commands of Django and the packages that write around the audit log, or read all there is.

An app of its own before all others, so that its commands are found first: the ones that would
change rows unlogged say what to use instead; the ones that only a person at the machine needs
in an emergency leave an entry. A program that calls them by call_command, as tests do, is not
held up: it could write by itself.
"""
