from django.core.management.commands.dbshell import Command as Stock

from trust.closed.guards import ToldCommand


class Command(ToldCommand, Stock):
    pass
