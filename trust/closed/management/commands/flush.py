from django.core.management.commands.flush import Command as Stock

from trust.closed.guards import ClosedCommand


class Command(ClosedCommand, Stock):
    help = "不可用：绕过审计日志。"
    instead = "要一个空的网站，请另建数据库后运行 migrate；要恢复，请用 restore。"
