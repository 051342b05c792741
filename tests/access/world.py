"""The world of the access tests: two cities with data that could leak, one account a persona.

Whatever belongs to one party alone carries that party's token; a token in an
answer to somebody else is a leak, whatever the status. The counties' reports are made in
tests/access/reports.py.
"""

from dataclasses import dataclass, field
from decimal import Decimal

from django.test import Client
from django.utils import timezone

from assessment.frozen.actions import Decision, freeze
from assessment.incidents.entries import IncidentEntry
from assessment.incidents.questions import questions_of
from assessment.models import (
    CityTable,
    Concern,
    Correction,
    CorrectionFile,
    Disclosure,
    Evidence,
    ImportedCell,
    ImportedTable,
    Incident,
    IncidentEvidence,
    IncidentsImport,
    IssuedPaper,
    Item,
    Objection,
    ObjectionDecision,
    ObjectionFile,
    ObjectionMessage,
    Result,
    ResultsImport,
    Rule,
    Snapshot,
    SnapshotUnit,
    StepProposal,
    TablesImport,
    Year,
    YearState,
)
from assessment.tables.copies import copies_of, mark_of, newest_structure
from cities.models import Account, Membership, Substitution
from tests import factories as make
from tests.access.checks import make_checks
from tests.access.claims import make_claims
from tests.access.reports import make_reports
from tests.access.rounds import make_rounds
from tests.access.self_checks import make_self_checks
from trust import files, log
from trust.models import AuditEntry, Job, JobState, Notice

#: In the remark and the evidence of 株洲's results: for the province and, once released, 株洲.
OTHER_CITY_TOKEN = "株洲密语甲乙丙"
#: In the remark and the evidence of 长沙's results: for the province and, once released, 长沙.
OWN_CITY_TOKEN = "长沙密语丁戊己"
#: In 长沙's objection, its thread and files: for 长沙, the collecting office, 考核办, the auditor.
OBJECTION_TOKEN = "申诉密语癸日月"
OBJECTION_READERS = {"assessment_office", "office", "city", "auditor"}
#: In the log: for the auditor alone.
LOG_TOKEN = "日志密语庚辛壬"
#: In a notice to the person of the 考核办: for that person alone.
NOTICE_TOKEN = "通知密语子丑寅"

PERSONAS = (
    "anonymous",
    "assessment_office",
    "office",
    "other_office",
    "city",
    "other_city",
    "county",
    "auditor",
    "administrator",
    "disabled",
    "role_ended",
    "other_county",
)


@dataclass
class World:
    year: Year
    table: CityTable
    other_table: CityTable
    people: dict[str, Account]
    job: Job
    arguments: dict[str, object] = field(default_factory=dict)
    sessions: dict[str, str] = field(default_factory=dict)

    def client(self, persona: str) -> Client:
        """Return a browser of the persona, signed in before the role or account was taken away."""
        client = Client()
        if persona != "anonymous":
            client.cookies["sessionid"] = self.sessions[persona]
        return client


def _session_of(account: Account) -> str:
    client = Client()
    client.force_login(account, "django.contrib.auth.backends.ModelBackend")
    return client.cookies["sessionid"].value


def make_world(state: str = YearState.COLLECTING) -> World:
    year = make.make_year(2017, state=state)
    Year.objects.update(cloned_from=2016)  # so that there is a page about it
    table = make.make_table(year, make.make_city("长沙市", "430100"))
    other = make.make_table(year, make.make_city("株洲市", "430200"))
    people = make.make_cast(table)
    people |= _gone(people)
    for city_table, token in ((table, OWN_CITY_TOKEN), (other, OTHER_CITY_TOKEN)):
        _record(city_table, token, people["office"])
        _incidents(city_table, token, people["office"])
    log.write_alone(log.Actor("甲"), "试写", label=LOG_TOKEN)
    job = _job(people["assessment_office"])
    _freeze(year, people)
    arguments = _arguments(year, table, job) | make_reports(people, table.city, other.city)
    arguments |= _objection(table, arguments["result"], people)
    arguments |= _corrections(table, other, arguments["measure"], people)
    arguments |= make_self_checks(people, table, other)
    arguments["mark"] = f"{people['office'].pk}-d0b8xk-used"
    arguments |= make_rounds(people, table, other)
    arguments |= make_checks(people, table, arguments["result"])
    arguments |= _papers(people["assessment_office"], table, other)
    arguments |= _substitution(people["office"])
    arguments |= make_claims(people, table, other)
    sessions = {persona: _session_of(account) for persona, account in people.items()}
    return World(year, table, other, people, job, arguments, sessions)


def _gone(people) -> dict[str, Account]:
    """Somebody whose account was disabled and somebody whose role ended, both while signed in."""
    disabled = make.make_account("tingyong", role="assessment_office", is_active=False)
    ended = make.make_account("xieren", role="assessment_office")
    yesterday = timezone.localdate() - timezone.timedelta(days=1)
    Membership.objects.filter(account=ended).update(valid_from=yesterday, valid_to=yesterday)
    return {"disabled": disabled, "role_ended": ended}


def _record(table: CityTable, token: str, person: Account) -> None:
    results = Result.objects.filter(measure__component__item__section__table=table)
    for result in results:
        result.value, result.remark, result.version = Decimal(1), token, 1
        result.recorded_by, result.recorded_at = person, timezone.now()
        result.save()
    file = files.store(token.encode())
    Evidence.objects.create(result=results.first(), file=file, name=f"{token}.txt", added_by=person)
    Concern.objects.create(table=table, severity="error", code="x", message="要核定的事")


def _incidents(table: CityTable, token: str, person: Account) -> None:
    """Two that look like one, the first counted and proved."""
    count = _count_of(table)
    for turn in (1, 2):
        incident = Incident.objects.create(
            year=table.year, number=Incident.objects.count() + 1, city=table.city,
            happened_on="2017-05-02", kind="notice", document_number=f"{table.city}〔2017〕5号",
            description=token, office=count.measure.component.item.offices.get(),
            recorded_by=person,
        )  # fmt: skip
        if turn == 1:
            incident.links.create(result=count, linked_by=person)
            file = files.store(f"{token}之佐证".encode())
            incident.evidence.create(file=file, name=f"{token}.txt", added_by=person)


def _count_of(table: CityTable) -> Result:
    return Result.objects.get(measure__kind="次数", measure__component__item__section__table=table)


def _job(owner: Account) -> Job:
    return Job.objects.create(
        kind="scorecards_zip",
        title="全部评分卡",
        owner=owner,
        state=JobState.DONE,
        parameters={"year": 2017},
        file=files.store(OTHER_CITY_TOKEN.encode()),
        file_name="a.zip",
    )


def _notice(recipient: Account) -> Notice:
    return Notice.objects.create(
        recipient=recipient, kind="assessment.proposal", title=NOTICE_TOKEN, body=NOTICE_TOKEN,
        link="/2017/flow/",
    )  # fmt: skip


def _freeze(year: Year, people) -> None:
    """A snapshot that holds both cities' tokens, and all of it that may be public was. Its own job
    is not the one that is asked for."""
    office = people["assessment_office"]
    freeze(
        year=year,
        decision=Decision(),
        proposer=None,
        confirmer=office,
        actor=log.Actor("考核甲", office),
    )
    Job.objects.filter(kind="snapshot_papers").delete()
    SnapshotUnit.objects.update(paper=files.store("评分卡".encode()))
    Disclosure.objects.create(
        year=year, number=1, main_to="各市州", parts=Disclosure.Part.values, chosen_by=office,
        chosen_as="考核甲",
    )  # fmt: skip


def _papers(office: Account, *tables: CityTable) -> dict[str, object]:
    """A letter that was issued to each city, with what is its own."""
    for table, token in zip(tables, (OWN_CITY_TOKEN, OTHER_CITY_TOKEN), strict=True):
        file = files.store(f"{token}之反馈函".encode())
        IssuedPaper.objects.create(
            year=table.year, paper="feedback", place=table.city, number=1, name=token, title=token,
            pdf=file, docx=file, issued_by=office, issued_as="考核甲",
        )  # fmt: skip
    own = IssuedPaper.objects.get(place=tables[0].city)
    return {"issued_paper": own.pk, "paper": "reasons", "of": tables[0].city.key}


def _import(year, result) -> int:
    """An import that nobody changed since."""
    kept = ResultsImport.objects.create(year=year, file_name="采集表.xlsx", cells=1)
    ImportedCell.objects.create(results_import=kept, result=result, version=result.version)
    return kept.pk


def _import_of_incidents(year, table) -> int:
    """An import that changed an incident to what it says; nobody changed it since."""
    incident = Incident.objects.filter(city=table.city).latest("number")
    kept = IncidentsImport.objects.create(year=year, file_name="事件台账.xlsx", rows=1)
    kept.entries.create(
        incident=incident, before=IncidentEntry.of(incident).kept(), version=incident.version
    )
    return kept.pk


def _import_of_tables(year, table) -> int:
    """An import that made a table where none was; taking it back removes the table."""
    kept = TablesImport.objects.create(
        year=year, file_name="指标表.docx", structure=newest_structure()
    )
    mark = mark_of(copies_of([table.pk])[table.pk])
    ImportedTable.objects.create(
        tables_import=kept, city=table.city, city_name=table.city_name, table_key=table.pk,
        left=mark,
    )  # fmt: skip
    return kept.pk


def _objection(table: CityTable, result: int, people) -> dict[str, object]:
    """A decided one, which moved 株洲 too: of that 长沙 is not told."""
    measure = Result.objects.get(pk=result).measure
    told = {"year": table.year, "city": table.city, "city_name": table.city_name}
    objection = Objection.objects.create(
        **told, number=1, indicator=measure.component.item.indicator, item_name="移民培训",
        component=1, kind="figure", subject=measure.code, codes=[measure.code],
        words=measure.name, deduction=1, claimed=7, wanted="应为 7", reason=OBJECTION_TOKEN,
        state="decided", filed_by=people["city"], filed_as="长沙市",
    )  # fmt: skip
    ObjectionMessage.objects.create(
        objection=objection, kind="answer", text=OBJECTION_TOKEN, written_by=people["office"],
        written_as="培训中心",
    )  # fmt: skip
    ObjectionDecision.objects.create(
        objection=objection, stage=1, outcome="rejected", reason=OBJECTION_TOKEN, total_before=90,
        total_after=90, rank_before=2, rank_after=1, decided_by=people["assessment_office"],
        moved=[{"city": OTHER_CITY_TOKEN, "total": ["91", "91"], "rank": [1, 2]}],
        decided_as="考核办",
    )  # fmt: skip
    file = ObjectionFile.objects.create(
        objection=objection, file=files.store(OBJECTION_TOKEN.encode()),
        name=f"{OBJECTION_TOKEN}.txt", added_by=people["city"],
    )  # fmt: skip
    rule = Rule.objects.filter(component=measure.component).first()
    return {
        "number": 1, "objection_file": file.pk, "measure": measure.pk, "rule": rule.pk,
    }  # fmt: skip


def _corrections(table: CityTable, other: CityTable, measure: int, people) -> dict[str, object]:
    """One that was made, which moved 株洲 too, and one that another person proposed."""
    cell = Result.objects.select_related("measure__component__item").get(measure=measure)
    pair = {"total": ["90", "91"], "rank": ["2", "1"], "grade": ["—", "—"], "group_rank": ["—"] * 2}
    units = [pair | {"key": t.city.key, "name": t.city_name} for t in (table, other)]
    told = {
        "year": table.year, "city": table.city, "city_name": table.city_name,
        "indicator": cell.measure.component.item.indicator, "item_name": "移民培训",
        "component": 1, "code": cell.measure.code, "measure_name": cell.measure.name,
        "kind": cell.measure.kind, "after": 1, "standing": {}, "proposed_as": "考核办",
        "effect": {"item": ["7", "8"], "units": units, "scores": [], "names": []},
    }  # fmt: skip
    snapshot = Snapshot.objects.get(year=table.year)
    other_person = Account.objects.get(username="kaohe2")
    office = people["assessment_office"]
    made = Correction.objects.create(
        **told, reason=OWN_CITY_TOKEN, corrected=snapshot, snapshot=snapshot, version=1,
        proposed_by=office, confirmed_by=other_person, confirmed_at=timezone.now(),
    )  # fmt: skip
    waiting = Correction.objects.create(
        **told, reason=OTHER_CITY_TOKEN, corrected=snapshot, proposed_by=other_person
    )
    file = CorrectionFile.objects.create(
        correction=made, file=files.store(OWN_CITY_TOKEN.encode()), name="依据.pdf", added_by=office
    )
    return {
        "correction": made.pk, "open_correction": waiting.pk, "notice_form": "docx",
        "correction_file": file.pk,
    }  # fmt: skip


def _proposal(year) -> StepProposal:
    """A step that somebody else of the assessment office proposed."""
    other = make.make_account("kaohe2", role="assessment_office")
    return StepProposal.objects.create(
        year=year, source="feedback", target="finalised", proposed_by=other, proposed_as="考核办"
    )


def _substitution(absent: Account) -> dict[str, object]:
    """Of the training centre, long after everything else that happens here."""
    office = absent.memberships.get().office
    colleague = make.make_account("peixun2", role="office", office=office)
    held = Substitution.objects.create(
        absent=absent, substitute=colleague, first_day="2099-01-05", last_day="2099-01-09",
        reason="出差。",
    )  # fmt: skip
    return {"substitution": held.pk, "colleague": colleague.pk}


def _arguments(year, table, job) -> dict[str, object]:
    """What each kind of URL argument is called with: things of 长沙 and of the training centre."""
    item = Item.objects.get(section__table=table, name="移民培训")
    result = Result.objects.filter(measure__component__item=item).first()
    return {
        "year": year.number,
        "city": table.city.key,
        "form": "json",
        "number": 1,
        "sequence": AuditEntry.objects.first().sequence,
        "indicator": item.indicator_id,
        "office": item.offices.get().pk,
        "to": "review",
        "proposal": _proposal(year).pk,
        "item": item.pk,
        "result": result.pk,
        "chapter": "city",
        "picture": "grid.png",
        "kept": result.history.first().history_id,
        "evidence": Evidence.objects.get(result__measure__component__item__section__table=table).pk,
        "concern": Concern.objects.get(table=table).pk,
        "phrase": Concern.objects.create(
            table=table,
            item=item,
            severity="unsettled",
            code="unsettled",
            message="没有读出",
            phrase="计9分",
        ).pk,
        "count": _count_of(table).pk,
        "incident": Incident.objects.filter(city=table.city).earliest("number").pk,
        "loose_incident": Incident.objects.filter(city=table.city).latest("number").pk,
        "incident_evidence": IncidentEvidence.objects.get(incident__city=table.city).pk,
        "incident_asked": next(
            q for q in questions_of(year) if q.incidents[0].city == table.city
        ).subject,
        "job": job.pk,
        "notice": _notice(job.owner).pk,
        "results_import": _import(year, result),
        "tables_import": _import_of_tables(year, table),
        "incidents_import": _import_of_incidents(year, table),
    }
