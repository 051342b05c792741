from simple_history.management.commands.clean_old_history import Command as Stock

from trust.closed.guards import ClosedCommand


class Command(ClosedCommand, Stock):
    help = "不可用：绕过审计日志。"
    instead = "修改历史须保留；整站归档用 backup。"
