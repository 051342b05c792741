from portal.demo.assessment import load_demo
from trust.command import Command as PublicCommand


class Command(PublicCommand):
    help = "在空数据库里载入演示数据：2017 年指标表、地区、处室、每种角色的账号和虚构的采集结果。"

    def handle(self, *args, **options):
        accounts = load_demo(actor=self.actor)
        self.stdout.write("演示数据已载入。账号和密码只显示这一次，请记下：")
        for account in accounts:
            self.stdout.write(f"  {account.username:<12}{account.password}   {account.title}")
