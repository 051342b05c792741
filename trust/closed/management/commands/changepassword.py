from django.contrib.auth.management.commands.changepassword import Command as Stock

from trust.closed.guards import ClosedCommand


class Command(ClosedCommand, Stock):
    help = "不可用：绕过审计日志。"
    instead = "请系统管理员在“系统设置”的账号里按“重设密码”，把链接交给本人。"
