from django.core.management.commands.loaddata import Command as Stock

from trust.closed.guards import ClosedCommand


class Command(ClosedCommand, Stock):
    help = "不可用：绕过审计日志。"
    instead = "请用各 import_ 命令或“系统设置”里的导入；整站恢复用 restore。"
