"""Who refers to the files of the store: rows by their keys, records of what was by its digest."""

from collections.abc import Collection, Iterator
from functools import reduce
from operator import or_

from django.apps import apps
from django.db.models import Exists, ForeignKey, Model, OuterRef, QuerySet

from trust.models import Job, StoredFile


def columns() -> Iterator[tuple[type[Model], ForeignKey]]:
    """Yield each model with a column of its own that names a file, histories included."""
    for model in apps.get_models(include_auto_created=True):
        for field in model._meta.concrete_fields:
            if isinstance(field, ForeignKey) and field.related_model is StoredFile:
                yield model, field


def unreferred() -> QuerySet[StoredFile]:
    """Return the files that no row refers to."""
    return StoredFile.objects.exclude(_referred_by(*columns()))


def made_again() -> QuerySet[StoredFile]:
    """Return the files that only jobs refer to: whoever needs one has it made again."""
    others = [(model, field) for model, field in columns() if model is not Job]
    jobs = [(model, field) for model, field in columns() if model is Job]
    return StoredFile.objects.filter(_referred_by(*jobs)).exclude(_referred_by(*others))


def told(digests: Collection[str]) -> dict[str, list[str]]:
    """Return what refers to files, in words for people, by digest. A query a column, and those
    that words cost; none without digests.
    """
    found: dict[str, list[str]] = {digest: [] for digest in digests}
    for model, field in columns() if found else ():
        rows = model._base_manager.filter(**{f"{field.name}__sha256__in": list(found)})
        for row in rows.select_related(field.name):
            found[getattr(row, field.name).sha256].append(_words(row, field))
    return found


def _words(row: Model, field: ForeignKey) -> str:
    """Return what row it is, and of what: 附件“台账.pdf”（自评报告：长沙县 2023）."""
    said = f"{row._meta.verbose_name}“{row}”"
    if field.verbose_name != "文件":
        said += f"的{field.verbose_name}"
    for other in row._meta.concrete_fields:
        if isinstance(other, ForeignKey) and other != field and (held := _held(row, other)):
            return f"{said}（{other.verbose_name}：{held}）"
    return said


def _held(row: Model, field: ForeignKey) -> Model | None:
    is_person = field.related_model is Job._meta.get_field("owner").related_model
    return None if is_person else getattr(row, field.name)


def _referred_by(*found: tuple[type[Model], ForeignKey]) -> Exists:
    return reduce(
        or_,
        (
            Exists(model._base_manager.filter(**{field.attname: OuterRef("pk")}))
            for model, field in found
        ),
    )
