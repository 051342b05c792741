from import_export.management.commands.export import Command as Stock  # type: ignore[import-untyped]

from trust.closed.guards import ToldCommand


class Command(ToldCommand, Stock):
    pass
