# ruff: noqa: N999
from trust.closed.guards import ClosedCommand


class Command(ClosedCommand):
    help = "不可用：绕过审计日志。"
    instead = "请在“系统设置”里导入，或用各 import_ 命令。"
