"""A sample that was drawn and a problem that was issued, for the access tests: both 长沙's."""

from decimal import Decimal

from assessment.models import (
    CityTable,
    Rectification,
    RectificationFile,
    RectificationMessage,
    Result,
    SampledCell,
    SampleDraw,
)
from trust import files

#: In what was found of 长沙's cell and the file that proves it: for the province alone.
CHECK_TOKEN = "核查密语风花雪"
#: In the problem, its thread and file: for the province and 长沙, whatever the year's stage.
PROBLEM_TOKEN = "问题密语山川木"
_PROVINCE = {"assessment_office", "office", "other_office", "auditor"}
CHECK_READERS = {CHECK_TOKEN: _PROVINCE, PROBLEM_TOKEN: _PROVINCE | {"city"}}


def make_checks(people, table: CityTable, result: int) -> dict[str, object]:
    """Return what addresses name of them."""
    cell = Result.objects.select_related("measure__component__item").get(pk=result)
    item = cell.measure.component.item
    draw = SampleDraw.objects.create(
        year=table.year, number=1, seed="0" * 32, size_kind="cells", size=1, population=1,
        frame=[[table.city.key, cell.measure.code, "9"]], frame_digest="0" * 64,
        drawn_by=people["assessment_office"], drawn_as="考核办 考核甲",
    )  # fmt: skip
    sampled = SampledCell.objects.create(
        draw=draw, order=1, city=table.city, city_name=table.city_name, indicator=item.indicator,
        item_name=item.name, code=cell.measure.code, measure_name=cell.measure.name,
        kind=cell.measure.kind, reported=Decimal(1), reported_version=cell.version,
        found=Decimal(2), finding=CHECK_TOKEN, checked_by=people["office"],
        checked_as="培训中心 培训乙", checked_at=draw.drawn_at,
    )  # fmt: skip
    proof = sampled.files.create(
        file=files.store(CHECK_TOKEN.encode()), name=f"{CHECK_TOKEN}.txt",
        added_by=people["office"],
    )  # fmt: skip
    problem = Rectification.objects.create(
        year=table.year, number=1, city=table.city, city_name=table.city_name, source="hand",
        problem=PROBLEM_TOKEN, demand="补齐资料。", due_on="2099-01-31", responsible="培训科",
        issued_by=people["assessment_office"], issued_as="考核办 考核甲",
    )  # fmt: skip
    message = RectificationMessage.objects.create(
        rectification=problem, kind="answer", text=PROBLEM_TOKEN, written_by=people["city"],
        written_as="长沙市 市州丁",
    )  # fmt: skip
    file = RectificationFile.objects.create(
        message=message, file=files.store(PROBLEM_TOKEN.encode()), name=f"{PROBLEM_TOKEN}.txt",
        added_by=people["city"],
    )  # fmt: skip
    return {
        "sampled_cell": sampled.pk, "check_file": proof.pk, "check_kind": "filled",
        "problem_file": file.pk, "problem_kind": "report",
    }  # fmt: skip
