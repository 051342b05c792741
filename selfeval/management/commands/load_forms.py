from selfeval.definitions.shipped import load_forms
from trust.command import Command as PublicCommand


class Command(PublicCommand):
    help = "载入随系统提供的评价表式并启用；已有同编码表式的不动，可重复运行。"

    def handle(self, *args, **options):
        made = load_forms(actor=self.actor)
        for form in made:
            self.stdout.write(f"已启用：{form}")
        if not made:
            self.stdout.write("随系统提供的评价表式均已载入，没有变动。")
