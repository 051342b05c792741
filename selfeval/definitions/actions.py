"""Forms: made, edited, put in use, retired. One that was put in use is never changed."""

from collections.abc import Mapping
from typing import Any

from django.utils import timezone
from django.utils.text import slugify

from selfeval.engine.definition import as_json, form_of
from selfeval.engine.errors import EngineError
from selfeval.engine.types import Form
from selfeval.engine.validation import validate_form
from selfeval.filing.receipts import digest_of
from selfeval.models import FormDefinition, FormState
from selfeval.permissions import check_can_manage
from trust import log
from trust.refusals import Refused
from trust.versions import Outdated

GONE = "这份评价表式已不存在，请返回列表。"


@log.acting()
def import_form(*, definition: Mapping[str, Any], user, actor: log.Actor) -> FormDefinition:
    """Make a draft from a definition: of a new form, or the next version of a known one.

    What does not add up in it is no obstacle to a draft. Raises Refused with the place of
    what cannot be read.
    """
    check_can_manage(user, actor)
    form = read_definition(definition)
    _check_code(form.code)
    return _make(form, form.code, form.title, user=user, actor=actor, action="导入评价表式")


@log.acting()
def clone_form(*, form_id: int, code: str, title: str, user, actor: log.Actor) -> FormDefinition:
    """Make a draft of another form like this one. Raises Refused if the code is taken."""
    check_can_manage(user, actor)
    source = _locked(form_id)
    code, title = code.strip(), title.strip()
    _check_code(code)
    if not title:
        raise Refused("请填写新表式的名称。")
    if FormDefinition.objects.filter(code=code).exists():
        raise Refused(f"编码“{code}”已有表式使用，请换一个。")
    return _make(
        form_of(source.definition),
        code,
        title,
        user=user,
        actor=actor,
        action="复制评价表式",
        origin=str(source),
    )


@log.acting()
def new_version(*, form_id: int, user, actor: log.Actor) -> FormDefinition:
    """Make a draft of the next version of a form. Raises Refused while there is one."""
    check_can_manage(user, actor)
    source = _locked(form_id)
    form = form_of(source.definition)
    return _make(
        form,
        source.code,
        source.title,
        user=user,
        actor=actor,
        action="修订评价表式",
        origin=str(source),
    )


@log.acting()
def save_form(
    *, form_id: int, revision: int, definition: Mapping[str, Any], user, actor: log.Actor
) -> FormDefinition:
    """Put a definition in the place of a draft's. Code and version stay the row's.

    Raises Refused (in use, unreadable) or Outdated.
    """
    row = _draft(form_id, revision, user, actor=actor)
    form = read_definition(definition)
    before = row.digest
    _set(row, form, row.code, version=row.version, title=form.title)
    if row.digest == before:
        return row
    _save(row, user, ["definition", "digest", "title"])
    log.write(
        actor, "修改评价表式", row, before={"摘要": before},
        after={"摘要": row.digest, "名称": row.title},
    )  # fmt: skip
    return row


@log.acting()
def put_in_use(*, form_id: int, revision: int, user, actor: log.Actor) -> FormDefinition:
    """Freeze a draft and use it from now on; the version in use until now is retired.

    Raises Refused with what does not add up, or Outdated.
    """
    row = _draft(form_id, revision, user, actor=actor)
    findings = validate_form(form_of(row.definition))
    if findings:
        told = "；".join(f"{found.place}：{found.message}" for found in findings[:3])
        raise Refused(f"表式还有 {len(findings)} 处不符，不能启用。{told}")
    for old in FormDefinition.objects.filter(code=row.code, state=FormState.IN_USE):
        _retire(old, user, actor)
    row.state, row.in_use_by, row.in_use_at = FormState.IN_USE, user, timezone.now()
    _save(row, user, ["state", "in_use_by", "in_use_at"])
    log.write(actor, "启用评价表式", row, after={"摘要": row.digest})
    return row


@log.acting()
def retire_form(*, form_id: int, revision: int, user, actor: log.Actor) -> FormDefinition:
    """Ask for a form no more; tasks that are given out go on. Raises Refused or Outdated."""
    check_can_manage(user, actor)
    row = _locked(form_id)
    _check_revision(row, revision)
    if row.state != FormState.IN_USE:
        raise Refused(f"表式处于“{row.get_state_display()}”，只有启用的表式可以停用。")
    return _retire(row, user, actor)


@log.acting()
def discard_draft(*, form_id: int, revision: int, user, actor: log.Actor) -> None:
    """Remove a draft that no task names. Raises Refused or Outdated."""
    row = _draft(form_id, revision, user, actor=actor)
    if row.tasks.exists():
        raise Refused("已有填报任务使用这份表式，不能删除。")
    log.write(actor, "删除评价表式", row, before={"摘要": row.digest})
    row._history_user = user
    row.delete()


def read_definition(definition: Any) -> Form:
    """Return a definition as a form. Raises Refused with the place that cannot be read."""
    try:
        return form_of(definition)
    except EngineError as error:
        raise Refused(f"{error}没有保存任何内容。") from error


def _make(form, code, title, *, user, actor, action, origin="") -> FormDefinition:
    versions = FormDefinition.objects.select_for_update().filter(code=code)
    held = list(versions.values_list("version", "state"))
    if any(state == FormState.DRAFT for _, state in held):
        raise Refused(f"“{title}”已有一份编制中的版本，请在那一版上修改。")
    number = max((number for number, _ in held), default=0) + 1
    row = FormDefinition(state=FormState.DRAFT, created_by=user)
    _set(row, form, code, version=number, title=title)
    row._history_user = user
    row.save()
    log.write(actor, action, row, after={"摘要": row.digest, "来源": origin})
    return row


def _set(row: FormDefinition, form: Form, code: str, *, version: int, title: str) -> None:
    definition = as_json(form) | {"code": code, "version": version, "title": title}
    row.code, row.version, row.title = code, version, title[:120]
    row.definition, row.digest = definition, digest_of(definition)


def _draft(form_id: int, revision: int, user, *, actor: log.Actor) -> FormDefinition:
    check_can_manage(user, actor)
    row = _locked(form_id)
    _check_revision(row, revision)
    if not row.is_draft:
        raise Refused("表式启用后不再改动；如需修改请另建新版本。")
    return row


def _locked(form_id: int) -> FormDefinition:
    row = FormDefinition.objects.select_for_update().filter(pk=form_id).first()
    if row is None:
        raise Refused(GONE)
    return row


def _check_revision(row: FormDefinition, revision: int | None) -> None:
    if revision is not None and row.revision != revision:
        raise Outdated(row)


def _check_code(code: str) -> None:
    if not code or len(code) > 40 or slugify(code).replace("-", "_") != code.replace("-", "_"):
        raise Refused("表式编码用小写字母、数字、下划线，不超过 40 个字符。")


def _retire(row: FormDefinition, user, actor: log.Actor) -> FormDefinition:
    row.state = FormState.RETIRED
    _save(row, user, ["state"])
    log.write(actor, "停用评价表式", row)
    return row


def _save(row: FormDefinition, user, fields: list[str]) -> None:
    row.revision += 1
    row._history_user = user
    row.save(update_fields=[*fields, "revision"])
