from assessment.frozen.reading import bytes_of
from assessment.models import Snapshot
from assessment.year.naming import the_year
from trust import log
from trust.command import Command as PublicCommand
from trust.command import write_file
from trust.refusals import Refused


class Command(PublicCommand):
    help = "导出年度快照（规范 JSON，含全部单位）；“-”写到标准输出。"

    def add_arguments(self, parser):
        parser.add_argument("year", type=int)
        parser.add_argument("file")
        parser.add_argument("--number", type=int, help="第几号；不写为最新的一号")

    def handle(self, *args, year, file, number=None, **options):
        row = the_year(year)
        snapshots = Snapshot.objects.filter(year=row).select_related("year", "file")
        snapshot = (snapshots if number is None else snapshots.filter(number=number)).first()
        if snapshot is None:
            which = "快照" if number is None else f"第 {number} 号快照"
            raise Refused(f"{row}没有{which}；审定以后才有。")
        write_file(file, bytes_of(snapshot))
        log.write_alone(self.actor, "导出年度快照", snapshot, after={"文件": file})
