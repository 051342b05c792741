from portal.demo.assessment import load_demo
from portal.demo.sites import PROVINCE, SITES, own_demo
from trust.command import Command as PublicCommand


class Command(PublicCommand):
    help = "在空数据库里载入演示数据：指标表、地区、处室、每种角色的账号和虚构的采集结果。"

    def add_arguments(self, parser):
        parser.add_argument(
            "--site",
            choices=SITES,
            help="province：湖南省 2017 年的市州考核；bureaus：某市按河长制考核市直单位；"
            "不写则由 SITE_FILE 中的叫法决定",
        )

        parser.add_argument(
            "--every-stage",
            action="store_true",
            help="把该年度一直办到公布和更正，并照它另建各年度，从审定到准备每个阶段各一个（需几分钟）",
        )

    def handle(self, *args, site, every_stage, **options):
        accounts = load_demo(
            actor=self.actor,
            site=SITES[site] if site else own_demo() or PROVINCE,
            every_stage=every_stage,
        )
        self.stdout.write("演示数据已载入。账号和密码只显示这一次，请记下：")
        for account in accounts:
            self.stdout.write(f"  {account.username:<12}{account.password}   {account.title}")
