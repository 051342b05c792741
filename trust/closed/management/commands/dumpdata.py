from django.core.management.commands.dumpdata import Command as Stock

from trust.closed.guards import ToldCommand


class Command(ToldCommand, Stock):
    pass
