from django.contrib.auth.management.commands.createsuperuser import Command as Stock

from trust.closed.guards import ClosedCommand


class Command(ClosedCommand, Stock):
    help = "不可用：绕过审计日志。"
    instead = "请用 create_account 账号 --role administrator。"
