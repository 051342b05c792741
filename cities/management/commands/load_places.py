from cities.loading import load_places
from lib.site_words import SiteWords, site_words
from trust.command import Command as PublicCommand


class Command(PublicCommand):
    help = "载入湖南省市州、县市区和处室；重复运行不改变任何内容。"

    def handle(self, *args, **options):
        words, usual = site_words(), SiteWords()
        if (words.province, words.unit_kinds) != (usual.province, usual.unit_kinds):
            self.fail(
                [
                    f"本命令只载入{usual.province}的市州、县市区和处室，而本站考核的是{words.province}的"
                    f"{words.unit}。请在“系统设置”的“地区”“处室”里录入或导入；未改动任何内容。"
                ]
            )
        changed = load_places(actor=self.actor)
        self.say("，".join(f"{what} 新增或更新 {n} 个" for what, n in changed.items()) + "。")
