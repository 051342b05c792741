from axes.management.commands.axes_reset_failure_logs import Command as Stock

from trust.closed.guards import ToldCommand


class Command(ToldCommand, Stock):
    pass
