"""Wordings that this site settled and keeps, to be proposed when they come again."""

from collections.abc import Mapping

from django.db.models import F
from django.utils import timezone

from assessment import permissions
from assessment.models import LONGEST_WORDING, KeptWording
from assessment.reader.by_hand import LONGEST_NAME
from assessment.reader.wordings import marked, wording_of
from trust import log
from trust.refusals import Refused
from trust.versions import still_there

TOO_LONG = (
    f"这句话超过 {LONGEST_WORDING} 字，不能存为本单位写法；请去掉勾选后再保存。没有保存任何内容。"
)


@log.acting()
def keep_wording(
    *, phrase: str, values: Mapping[str, str], source: str, user, actor: log.Actor
) -> KeptWording:
    """Keep what a phrase was settled by; of a wording that is kept already, the newest counts.

    values: as the form sent them. source: where the phrase stands. Raises Refused.
    """
    permissions.check_can_set_up(user)
    wording = wording_of(phrase)
    if len(wording) > LONGEST_WORDING:
        raise Refused(TOO_LONG)
    before = KeptWording.objects.select_for_update().filter(wording=wording).first()
    told = {
        "values": marked(values, phrase),
        "phrase": phrase,
        "source": source,
        "kept_by": user,
        "kept_as": str(user)[:LONGEST_NAME],
        "kept_at": timezone.now(),
    }
    row, _ = KeptWording.objects.update_or_create(
        wording=wording, defaults=told | {"version": F("version") + 1}, create_defaults=told
    )
    log.write(
        actor,
        "保存本单位写法",
        row,
        label=wording,
        before=_told(before) if before else None,
        after=_told(row),
    )
    return row


@log.acting()
def forget_wording(*, wording: KeptWording, user, actor: log.Actor) -> None:
    """Propose it no more; rules that were made by it stay. Raises Refused."""
    permissions.check_can_set_up(user)
    row = still_there(KeptWording.objects.select_for_update(), wording.pk)
    log.write(actor, "删除本单位写法", row, label=row.wording, before=_told(row))
    row.delete()


def _told(row: KeptWording) -> dict:
    return {"原文": row.phrase, "处理办法": row.values, "出处": row.source}
