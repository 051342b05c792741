from django.core.management.commands.shell import Command as Stock

from trust.closed.guards import ToldCommand


class Command(ToldCommand, Stock):
    pass
