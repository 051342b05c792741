from axes.management.commands.axes_reset_username import Command as Stock

from trust.closed.guards import ToldCommand


class Command(ToldCommand, Stock):
    pass
