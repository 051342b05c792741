"""公布范围: chosen with the step that publishes a year, changed later with a reason."""

from dataclasses import dataclass
from typing import Any

from assessment import permissions
from assessment.flow.signing import name_of
from assessment.models import Disclosure, Snapshot, StepProposal, Year, YearState
from assessment.models.disclosures import LONGEST_RECIPIENTS
from assessment.models.steps import LONGEST_STEP_REASON
from trust import log
from trust.refusals import Refused
from trust.versions import Outdated

NOTHING = "没有做任何改动。"
NO_SNAPSHOT = "没有封存的结果，不能公开网页；请先在“快照”页补形成快照"


@dataclass(frozen=True, slots=True)
class DisclosureChoice:
    """main_to, copy_to: whom the circular is sent to, in words. parts: of Disclosure.Part, what
    everybody may read; none: no page."""

    main_to: str
    copy_to: str = ""
    parts: tuple[str, ...] = ()


def publish(*, year: Year, step: StepProposal, user, actor: log.Actor) -> Disclosure:
    """Keep what was chosen with the step that publishes the locked year. Called within its
    action. Raises Refused."""
    told = step.details
    choice = DisclosureChoice(
        main_to=told["main_to"],
        copy_to=told.get("copy_to", ""),
        parts=tuple(told.get("page", "").split()),
    )
    found = _new(year, choice, user=user, actor=actor)
    found.step = step
    found.save()
    log.write(actor, "确定公布范围", found, after=_told(found))
    return found


@log.acting()
def change_disclosure(
    *, year: Year, choice: DisclosureChoice, reason: str, seen: int, user, actor: log.Actor
) -> Disclosure:
    """Choose anew to whom a published year is known: opens, closes or changes its page.

    seen: Disclosure.number as the person saw it, 0 where there was none. Raises Refused or
    Outdated. Writes: a choice more, one entry.
    """
    permissions.check_can_set_up(user)
    year = Year.objects.select_for_update(no_key=True).get(pk=year.pk)
    if year.state != YearState.PUBLISHED:
        stage = year.get_state_display()
        raise Refused(f"{year}处于“{stage}”阶段，公布以后才有公布范围；{NOTHING}")
    last = Disclosure.objects.filter(year=year).first()
    if seen != (last.number if last else 0):
        raise Outdated(last or year)
    reason = reason.strip()[:LONGEST_STEP_REASON]
    if not reason:
        raise Refused(f"更改公布范围须写明理由；{NOTHING}")
    found = _new(year, choice, user=user, actor=actor)
    before = _told(last) if last else {}
    if before == _told(found):
        raise Refused(f"公布范围和现在的一样；{NOTHING}")
    found.step, found.reason = last.step if last else None, reason
    found.save()
    log.write(actor, "更改公布范围", found, reason=reason, before=before, after=_told(found))
    return found


def _new(year: Year, choice: DisclosureChoice, *, user, actor: log.Actor) -> Disclosure:
    """Return the unsaved choice, checked. Raises Refused."""
    _check(year, choice)
    last = Disclosure.objects.filter(year=year).first()
    return Disclosure(
        year=year,
        number=last.number + 1 if last else 1,
        main_to=choice.main_to.strip(),
        copy_to=choice.copy_to.strip(),
        parts=[part.value for part in Disclosure.Part if part in choice.parts],
        chosen_by=user,
        chosen_as=name_of(actor),
    )


def _check(year: Year, choice: DisclosureChoice) -> None:
    if not choice.main_to.strip():
        raise Refused(f"请填主送：通报发给哪些单位；{NOTHING}")
    if max(len(choice.main_to), len(choice.copy_to)) > LONGEST_RECIPIENTS:
        raise Refused(f"主送、抄送各不能超过 {LONGEST_RECIPIENTS} 个字；{NOTHING}")
    if unknown := set(choice.parts) - set(Disclosure.Part.values):
        raise Refused(f"不能公开“{'、'.join(sorted(unknown))}”；{NOTHING}")
    if choice.parts and not Snapshot.objects.filter(year=year).exists():
        raise Refused(f"{year}{NO_SNAPSHOT}；{NOTHING}")


def _told(found: Disclosure) -> dict[str, Any]:
    told = {"主送": found.main_to, "抄送": found.copy_to, "公开网页": found.page_told}
    return {name: words for name, words in told.items() if words}
