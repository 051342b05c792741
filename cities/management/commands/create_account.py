import secrets
import sys
from getpass import getpass

from django.core.exceptions import ValidationError
from django.core.management.base import CommandError

from cities import actions
from cities.models import Office, Place, Role, role_label
from trust import log
from trust.command import Command as PublicCommand


class Command(PublicCommand):
    help = "新建账号并授予一个角色。不在终端上运行或加 --generate 时，密码由系统生成并显示一次。"

    def add_arguments(self, parser):
        parser.add_argument("username", metavar="账号")
        parser.add_argument("--role", required=True, choices=Role.values, help="角色")
        parser.add_argument("--office", metavar="处室", help="处室的名称或代码（角色 office）")
        parser.add_argument("--place", metavar="地区", help="地区的名称或代码（角色 city、county）")
        parser.add_argument("--full-name", default="", metavar="姓名")
        parser.add_argument("--email", default="", metavar="电子邮箱", help="接收催报邮件")
        parser.add_argument("--generate", action="store_true", help="生成密码，首次登录须修改")

    def handle(self, *args, username, role, generate, full_name, email, **options):
        office = _one(Office, options["office"], "处室", code="code")
        place = _one(Place, options["place"], "地区", code="key")
        is_generated = generate or not sys.stdin.isatty()
        password = secrets.token_urlsafe(12) if is_generated else _asked()
        try:
            with log.acting():
                account = actions.create_account(
                    username=username,
                    full_name=full_name,
                    email=email,
                    password=password,
                    actor=self.actor,
                    must_change=is_generated,
                )
                actions.grant_membership(
                    account=account, role=role, office=office, place=place, actor=self.actor
                )
        except ValidationError as error:
            self.fail([f"账号 {username} 没有新建：{text}" for text in error.messages])
        self.stdout.write(f"已新建账号 {username}（{role_label(role)}）。")
        if is_generated:
            self.stdout.write(f"密码（只显示这一次，首次登录须修改）：{password}")


def _one(model, text: str | None, what: str, *, code: str):
    """Return the office or place of this code or name; None when none was given."""
    if not text:
        return None
    found = model.objects.filter(**{code: text}) or model.objects.filter(name=text)
    if len(found) != 1:
        why = "没有" if not found else "有多个"
        raise CommandError(f"{why}名称或代码为“{text}”的{what}；请改用代码。没有新建账号。")
    return found[0]


def _asked() -> str:
    password = getpass("密码：")
    if password != getpass("再输入一次："):
        raise CommandError("两次输入的密码不一致，没有新建账号。")
    return password
