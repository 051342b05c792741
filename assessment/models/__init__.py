"""A year, its official tables with their rules as data, and what was recorded.

Year ─ Policy
 └ CityTable (one a city) ─ Section ─ Item ─ Component ─ Measure ─ Result
                                       │          └ Rule ─ measures
                                       └ Concern (what a person has to settle)

Beside them SignOff and ColumnReview: what an office declared done, and who agreed;
StepProposal: the steps of the year, with Disclosure: to whom it was published; Correction: what
was set right after the last of them; SelfCheck: what a city reports of itself; SampleDraw: what
was drawn to be checked; Rectification: what a city is to put right; PaperWords and IssuedPaper:
its papers' words, and what was issued; BonusClaim: what it claims a bonus for; VetoDecision: what
costs it a grade; Exemption: what of its table does not count; Consequences: what follows from a
grade. Scored models carry their history; they are written by assessment.actions alone.
"""

from assessment.models.claims import (
    DECIDED_CLAIMS,
    LONGEST_WORDS,
    OPEN_CLAIMS,
    TAKEN_CLAIMS,
    BonusClaim,
    ClaimEvent,
    ClaimFile,
    ClaimState,
    ClaimWindow,
)
from assessment.models.consequences import LONGEST_CONSEQUENCE, Consequences
from assessment.models.corrections import Correction, CorrectionFile
from assessment.models.disclosures import Disclosure
from assessment.models.exemptions import (
    LONGEST_PLEA,
    STANDING_EXEMPTIONS,
    WAITING_EXEMPTIONS,
    Exemption,
    ExemptionState,
)
from assessment.models.imports import (
    ImportedCell,
    ImportedFigure,
    ImportedIncident,
    ImportedTable,
    IncidentsImport,
    ResultsImport,
    SelfCheckImport,
    TablesImport,
)
from assessment.models.incidents import (
    LONGEST_DESCRIPTION,
    Incident,
    IncidentDecision,
    IncidentEvidence,
    IncidentLink,
)
from assessment.models.letters import IssuedPaper, PaperWords
from assessment.models.objections import (
    OPEN_STATES,
    Objection,
    ObjectionDecision,
    ObjectionFile,
    ObjectionMessage,
    ObjectionState,
    ObjectionWindow,
    Outcome,
)
from assessment.models.rectification import (
    OPEN_PROBLEMS,
    Rectification,
    RectificationFile,
    RectificationMessage,
    RectificationState,
)
from assessment.models.results import COUNTY_SUM, CountySource, Evidence, Result
from assessment.models.rounds import (
    LIGHT_COSTS,
    OF_ROUNDS,
    Round,
    RoundAlert,
    RoundFigure,
    RoundSettings,
    RoundTaking,
)
from assessment.models.sample_checks import CheckFile, SampledCell, SampleDraw
from assessment.models.self_checks import (
    SELF_CHECKED,
    ReportedFigure,
    ReportedFile,
    ReportedTaking,
    SelfCheck,
    SelfCheckScan,
    SelfCheckState,
    SelfCheckSubmission,
    SelfCheckWindow,
)
from assessment.models.sign_offs import ColumnReview, SignOff
from assessment.models.snapshots import Snapshot, SnapshotUnit
from assessment.models.steps import StepProposal
from assessment.models.summaries import UnitSummary
from assessment.models.tables import (
    CityTable,
    Component,
    Concern,
    Indicator,
    Item,
    Measure,
    Rule,
    Section,
)
from assessment.models.vetoes import (
    LONGEST_GROUND,
    STANDING_VETOES,
    WAITING_VETOES,
    VetoDecision,
    VetoState,
)
from assessment.models.wordings import LONGEST_WORDING, KeptWording
from assessment.models.years import FIRST_YEAR, LAST_YEAR, Policy, Year, YearState

__all__ = [
    "COUNTY_SUM",
    "DECIDED_CLAIMS",
    "FIRST_YEAR",
    "LAST_YEAR",
    "LIGHT_COSTS",
    "LONGEST_CONSEQUENCE",
    "LONGEST_DESCRIPTION",
    "LONGEST_GROUND",
    "LONGEST_PLEA",
    "LONGEST_WORDING",
    "LONGEST_WORDS",
    "OF_ROUNDS",
    "OPEN_CLAIMS",
    "OPEN_PROBLEMS",
    "OPEN_STATES",
    "SELF_CHECKED",
    "STANDING_EXEMPTIONS",
    "STANDING_VETOES",
    "TAKEN_CLAIMS",
    "WAITING_EXEMPTIONS",
    "WAITING_VETOES",
    "BonusClaim",
    "CheckFile",
    "CityTable",
    "ClaimEvent",
    "ClaimFile",
    "ClaimState",
    "ClaimWindow",
    "ColumnReview",
    "Component",
    "Concern",
    "Consequences",
    "Correction",
    "CorrectionFile",
    "CountySource",
    "Disclosure",
    "Evidence",
    "Exemption",
    "ExemptionState",
    "ImportedCell",
    "ImportedFigure",
    "ImportedIncident",
    "ImportedTable",
    "Incident",
    "IncidentDecision",
    "IncidentEvidence",
    "IncidentLink",
    "IncidentsImport",
    "Indicator",
    "IssuedPaper",
    "Item",
    "KeptWording",
    "Measure",
    "Objection",
    "ObjectionDecision",
    "ObjectionFile",
    "ObjectionMessage",
    "ObjectionState",
    "ObjectionWindow",
    "Outcome",
    "PaperWords",
    "Policy",
    "Rectification",
    "RectificationFile",
    "RectificationMessage",
    "RectificationState",
    "ReportedFigure",
    "ReportedFile",
    "ReportedTaking",
    "Result",
    "ResultsImport",
    "Round",
    "RoundAlert",
    "RoundFigure",
    "RoundSettings",
    "RoundTaking",
    "Rule",
    "SampleDraw",
    "SampledCell",
    "Section",
    "SelfCheck",
    "SelfCheckImport",
    "SelfCheckScan",
    "SelfCheckState",
    "SelfCheckSubmission",
    "SelfCheckWindow",
    "SignOff",
    "Snapshot",
    "SnapshotUnit",
    "StepProposal",
    "TablesImport",
    "UnitSummary",
    "VetoDecision",
    "VetoState",
    "Year",
    "YearState",
]
