from cities.loading import load_places
from trust.command import Command as PublicCommand


class Command(PublicCommand):
    help = "载入湖南省市州、县市区和处室；重复运行不改变任何内容。"

    def handle(self, *args, **options):
        changed = load_places(actor=self.actor)
        self.say("，".join(f"{what} 新增或更新 {n} 个" for what, n in changed.items()) + "。")
