from simple_history.management.commands.populate_history import Command as Stock

from trust.closed.guards import ClosedCommand


class Command(ClosedCommand, Stock):
    help = "不可用：绕过审计日志。"
    instead = "修改历史由系统自己记录。"
