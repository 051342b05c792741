"""Who gets what from every address: one row a URL, one column a persona.

A letter is the answer to GET while offices collect: . page (200), > sent on
(302, to where a signed-in person belongs), 3 refused (403), 4 as if it did not
exist (404), 5 wrong method (405), - was there once (410). Columns in the order of
COLUMNS; whoever is not signed in (anonymous, disabled account) is sent to the sign-in page
everywhere but there (PUBLIC: answered as anybody). An address without a row fails the suite.
A row of nine letters says of the second county (other_county, the last column) what it says
of the first.
"""

COLUMNS = (
    "assessment_office",
    "office",
    "other_office",
    "city",
    "other_city",
    "county",
    "auditor",
    "administrator",
    "role_ended",
    "other_county",
)
_COUNTY = COLUMNS.index("county")

EVERYBODY = "........."
NOBODY = "4444444444"
PROVINCE = "...444.44"
OWN_CITY_TOO = "....44.44"
POST_ONLY = "555555555"
GONE = "---------"
AUDITOR = "333333.33"
#: The collecting office, the city itself, 考核办 and the auditor.
OBJECTION = "..4.44.44"
#: A county's draft: itself and the auditor; what was submitted: whoever reads the county's.
OWN_DRAFT = "33334..444"
SUBMITTED = "....4..444"
#: Everybody who has a project in the task, or a county that has one.
ROLLUP = ".......44."

GET = {
    "sign-in": ">>>>>>>>>",
    "confirm-password": EVERYBODY,
    "sign-out": POST_ONLY,
    "change-password": EVERYBODY,
    "jobs": EVERYBODY,
    "job": ".44444444",
    "job-file": ".44444444",
    # notices (the one of the world is the 考核办's)
    "notices": EVERYBODY,
    "notices-read": POST_ONLY,
    "notice-settings": EVERYBODY,
    "notice": ">44444444",
    "notice-read": POST_ONLY,
    "audit-log": AUDITOR,
    "audit-entry": AUDITOR,
    "audit-export": AUDITOR,
    "audit-verify": POST_ONLY,
    "home": EVERYBODY,
    "search": EVERYBODY,
    "handbook": EVERYBODY,
    "handbook-chapter": EVERYBODY,
    "handbook-picture": EVERYBODY,
    "overview": PROVINCE,
    "year-flow": PROVINCE,
    "year-step": ".33444344",
    "step-proposal": POST_ONLY,
    "year-disclosure": ">>>444>44",  # not published: nothing to choose
    "year-policy": PROVINCE,
    "year-consequences": PROVINCE,
    "year-clone": ".33333333",
    "year-origin": PROVINCE,
    "readings": PROVINCE,
    "trial": PROVINCE,
    "indicators": PROVINCE,
    "indicator": PROVINCE,
    "city-tables": EVERYBODY,
    "tables-import": ".33333333",
    "tables-import-take-back": POST_ONLY,
    "tables-export": ".....4.44",
    "city-table": OWN_CITY_TOO,
    "table-confirm": POST_ONLY,
    "table-issue": POST_ONLY,
    "table-kept": "333444344",  # the table is issued: nothing of it is to be settled
    "city-table-pdf": OWN_CITY_TOO,
    "concern-settle": POST_ONLY,
    "concern-rule": "333444344",  # as the next
    "item-rules": "333344344",  # the table is issued: its rules are closed even to the office
    "collection": PROVINCE,
    "collection-doubts": PROVINCE,
    "collection-grid": PROVINCE,
    "collection-block": POST_ONLY,
    "collection-paste": POST_ONLY,
    "collection-changes": PROVINCE,
    "item-derivation": PROVINCE,
    "sign-offs": PROVINCE,
    "sign-off": PROVINCE,
    "sign-off-withdraw": POST_ONLY,
    "column-review": POST_ONLY,
    "result-record": POST_ONLY,
    "result-detail": PROVINCE,
    "result-remark": POST_ONLY,
    "result-restore": POST_ONLY,
    "result-confirm": POST_ONLY,
    "evidence-add": POST_ONLY,
    "evidence-file": PROVINCE,
    "evidence-withdraw": POST_ONLY,
    "results-export": PROVINCE,
    "results-import": "3..444344",
    "results-imports": PROVINCE,
    "results-import-take-back": POST_ONLY,
    # the register of incidents
    "incidents": PROVINCE,
    "incident-new": "3.3444344",
    "incident-questions": PROVINCE,
    "incidents-alike": PROVINCE,
    "incidents-import": "3.3444344",
    "incidents-export": PROVINCE,
    "incident": PROVINCE,
    "incident-edit": "3.3444344",
    "incident-withdraw": POST_ONLY,
    "incident-link": POST_ONLY,
    "incident-evidence-add": POST_ONLY,
    "incident-evidence": PROVINCE,
    "incident-evidence-withdraw": POST_ONLY,
    "cell-incidents": PROVINCE,
    "cell-incident-link": POST_ONLY,
    "cell-incident-unlink": POST_ONLY,
    "cell-incidents-take": POST_ONLY,
    # scores
    "scorecards": PROVINCE,
    "scorecards-pdf": PROVINCE,
    "scorecards-zip": ">>>444>44",
    "scorecard": PROVINCE,
    "scorecard-pdf": PROVINCE,
    "scores-export": PROVINCE,
    "ranking-pdf": PROVINCE,
    "snapshots": PROVINCE,
    "snapshot": PROVINCE,
    "snapshot-card": PROVINCE,
    "snapshot-card-pdf": PROVINCE,
    "snapshot-file": PROVINCE,
    "public-year": GONE,  # was public once
    "public-card": GONE,
    # claims (长沙's is filed, 株洲's a draft)
    "claims": ".....4.44",
    "claims-export": PROVINCE,
    "claim-window": ".33334344",
    "claim-new": "333..4344",
    "claim-take": POST_ONLY,
    "claim-paper": OWN_CITY_TOO,
    "claim-file": OBJECTION,
    "claim-file-withdraw": POST_ONLY,
    "claim": OBJECTION,
    "claim-edit": "334344344",  # filed: nobody changes it before it is sent back
    "claim-file-add": POST_ONLY,
    "claim-step": POST_ONLY,
    "claim-decide": POST_ONLY,
    # veto decisions (长沙's is proposed: no city knows of it)
    "vetoes": ".....4.44",
    "veto-new": "..3444344",
    "veto": PROVINCE,
    "veto-answer": POST_ONLY,
    "veto-lift": POST_ONLY,
    "veto-take-back": POST_ONLY,
    # objections (the one of the world is 长沙's)
    "objections": ".....4.44",
    "objections-export": PROVINCE,
    "objection-window": ".33334344",
    "objection-to-figure": "333444344",  # scores are not released: nobody objects
    "objection-to-deduction": "333444344",
    "objection": OBJECTION,
    "objection-write": POST_ONLY,
    "objection-decide": ">34344344",  # decided already
    "objection-file": OBJECTION,
    "objection-pdf": OBJECTION,
    "objection-decision-pdf": OBJECTION,
    # corrections (the one of the world is 长沙's, and made)
    "corrections": ".....4.44",
    "correction-of-figure": ">33444344",  # the year is not finalised
    "correction": PROVINCE,
    "correction-answer": POST_ONLY,
    "correction-notice": PROVINCE,
    # self-checks (长沙's is handed in, 株洲's is a draft)
    "self-checks": "...>>4.44",
    "self-check-window": ".33334344",
    "self-check": OWN_CITY_TOO,
    "self-check-submit": "333.44344",
    "self-check-withdraw": POST_ONLY,
    "self-check-return": POST_ONLY,
    "self-check-cell": POST_ONLY,
    "self-check-block": POST_ONLY,
    "self-check-paste": POST_ONLY,
    "self-check-changes": OWN_CITY_TOO,
    "self-check-derivation": OWN_CITY_TOO,
    "self-check-detail": OWN_CITY_TOO,
    "self-check-remark": POST_ONLY,
    "self-check-file": OWN_CITY_TOO,
    "self-check-file-add": POST_ONLY,
    "self-check-file-withdraw": POST_ONLY,
    "self-check-receipt": OWN_CITY_TOO,
    "self-check-receipt-pdf": OWN_CITY_TOO,
    "self-check-paper": OWN_CITY_TOO,
    "self-check-scans": POST_ONLY,
    "self-check-scan": OWN_CITY_TOO,
    "self-check-scan-take-back": POST_ONLY,
    "self-check-export": OWN_CITY_TOO,
    "self-check-import": "333.44344",
    "reported": PROVINCE,
    "reported-take": POST_ONLY,
    "reported-take-all": PROVINCE,
    # selfeval: filling (the report is submitted: what stands is read, not written)
    "report-fill": ">>>>4>>444",
    "report-section": OWN_DRAFT,
    "report-cells": POST_ONLY,
    "report-paste": POST_ONLY,
    "report-paste-back": POST_ONLY,
    "report-changes": OWN_DRAFT,
    "report-row-add": POST_ONLY,
    "report-row-remove": POST_ONLY,
    "report-indicator-add": POST_ONLY,
    "report-indicator-remove": POST_ONLY,
    "report-findings": OWN_DRAFT,
    "report-prefill": POST_ONLY,
    "attachment-add": OWN_DRAFT,
    "attachment": SUBMITTED,
    "attachment-withdraw": POST_ONLY,
    "report-workbook": OWN_DRAFT,
    "report-workbook-import": OWN_DRAFT,
    "report-word-import": OWN_DRAFT,
    "report-import-take-back": POST_ONLY,
    "report-submit": "33334>>444",
    "report-receipt": SUBMITTED,
    "report-receipt-pdf": SUBMITTED,
    "report-withdraw": POST_ONLY,
    "report-stamped": OWN_DRAFT,
    "report-stamped-take-back": POST_ONLY,
    # selfeval: projects
    "projects": OWN_DRAFT,
    "projects-add": POST_ONLY,
    "report-project": OWN_DRAFT,
    "report-project-name": POST_ONLY,
    "report-project-copy": POST_ONLY,
    "report-project-remove": POST_ONLY,
    "selfeval-rollup": ROLLUP,
    "selfeval-rollup-xlsx": ROLLUP,
    "selfeval-rollup-pdf": ROLLUP,
    "report-remark-answer": POST_ONLY,
    # selfeval: comments among colleagues (the comment named is the county's)
    "report-comments": ".33.4..444",
    "report-comment-settle": POST_ONLY,
    "report-comment-withdraw": POST_ONLY,
    # selfeval: review, tasks, overview, public pages
    "selfeval": EVERYBODY,
    "reports-bulk": "4334433333",  # no step named: nothing to show
    "selfeval-overview": ".....4.444",
    "selfeval-overview-pdf": ".....4.444",
    "report-review": SUBMITTED,
    "report-step": POST_ONLY,
    "report-publish": ">333433444",  # submitted: nothing to publish yet
    "report-return": ">33.433444",  # submitted: the city's turn, not yet the office's
    "report-remark": POST_ONLY,
    "report-remark-settle": POST_ONLY,
    "report-compare": SUBMITTED,
    "public-reports": EVERYBODY,
    "public-report": EVERYBODY,
    # selfeval: verification
    "public-verify": EVERYBODY,
    "selfeval-tasks": ".....4.444",
    "selfeval-task-new": ".333333333",
    "selfeval-task": ".....4.444",
    "selfeval-task-edit": ".333333333",
    "selfeval-task-open": POST_ONLY,
    "selfeval-task-discard": POST_ONLY,
    "selfeval-extend": POST_ONLY,
    "report-extension-ask": OWN_DRAFT,
    "selfeval-extension-answer": POST_ONLY,
    "selfeval-remind": POST_ONLY,
    "selfeval-missing": ".....4.444",
    "selfeval-missing-xlsx": ".....4.444",
    # selfeval: papers
    "report-pdf": SUBMITTED,
    "report-docx": SUBMITTED,
    "report-xlsx": SUBMITTED,
    "report-json": SUBMITTED,
    "reports-zip": ">>>444>44",
    # selfeval: forms and the counties' sums
    "selfeval-forms": PROVINCE,
    "selfeval-form-new": POST_ONLY,
    "selfeval-form-import": ".33333333",
    "selfeval-form": ".......44",
    "selfeval-form-edit": "333333344",  # in use: frozen even to the office
    "selfeval-form-paste": "333333344",
    "selfeval-form-preview": ".......44",
    "selfeval-form-pdf": ".......44",
    "selfeval-form-export": ".......44",
    "selfeval-form-clone": POST_ONLY,
    "selfeval-form-version": POST_ONLY,
    "selfeval-form-use": POST_ONLY,
    "selfeval-form-retire": POST_ONLY,
    "selfeval-form-discard": POST_ONLY,
    "county-sum": PROVINCE,
    "county-sum-take": POST_ONLY,
}

#: What differs once the scores are released: a city sees its own.
GET_RELEASED = {
    "incidents": ".....4.44",
    "incident": OWN_CITY_TOO,
    "incident-evidence": OWN_CITY_TOO,
    "evidence-file": OWN_CITY_TOO,
    "scorecard": OWN_CITY_TOO,
    "scorecard-pdf": OWN_CITY_TOO,
    "snapshots": ".....4.44",
    "snapshot": ".....4.44",
    "snapshot-card": OWN_CITY_TOO,
    "snapshot-card-pdf": OWN_CITY_TOO,
    "objection-to-figure": "333.44344",
    "objection-to-deduction": "333.44344",
    "correction": OWN_CITY_TOO,
    "correction-notice": OWN_CITY_TOO,
}

#: What differs with a report's state; GET has the submitted one. The attachment of a draft and of
#: a returned report is one that was not sent.
GET_IN_STATE = {
    "draft": {
        "attachment": OWN_DRAFT,
        "report-submit": "33334.>444",
        "report-receipt": NOBODY,
        "report-receipt-pdf": NOBODY,
        "report-comments": "44444..444",
        "report-review": NOBODY,
        "report-publish": NOBODY,
        "report-return": NOBODY,
        "report-compare": NOBODY,
        "report-pdf": "44444..444",
        "report-docx": "44444..444",
        "report-xlsx": "44444..444",
        "report-json": "44444..444",
        "public-report": NOBODY,
    },
    "returned": {
        "attachment": OWN_DRAFT,
        "report-submit": "33334.>444",
        "report-return": ">33>433444",
        "public-report": NOBODY,
    },
    "published": {"report-return": ">33>433444"},
}

#: POST by those who may not: refused or unseen, never a change. p passes the door (then the form
#: says what it lacks), n passes it in vain: nothing is changed; the other letters as above.
POST = {
    "audit-verify": "333333.33",
    "home": "p33333333",  # making a year
    "year-flow": "p33333333",
    "year-step": "n33444344",  # collecting: without reasons for what is missing
    "step-proposal": "p33444344",
    "year-disclosure": "n33444344",  # not published
    "year-policy": "p33444344",
    "year-clone": "p33333333",
    "year-origin": "p33444344",
    "tables-import": "p33333333",
    "tables-import-take-back": "p33444344",
    "table-confirm": "p33344344",
    "table-issue": "p33344344",
    "concern-settle": "p33444344",
    "concern-rule": "333444344",
    "item-rules": "333344344",
    "table-kept": "333444344",
    "collection-block": "3p3444344",
    "collection-paste": "3p3444344",
    "result-record": "3p3444344",
    "result-remark": "3p3444344",
    "result-restore": "3p3444344",
    "result-confirm": "nn3444344",  # what the world recorded is not judged
    "evidence-add": "3p3444344",
    "evidence-withdraw": "3p3444344",
    "results-import": "3pp444344",
    "sign-offs": "ppp444344",
    "sign-off": "npn444344",  # the office's own column
    "sign-off-withdraw": "nnn444344",  # nothing is signed
    "column-review": "nnn444344",  # the year is not in that step
    "results-import-take-back": "p33444344",
    # the register of incidents
    "incident-questions": "pp3444344",
    "incident-new": "3p3444344",
    "incidents-import": "3p3444344",
    "incident-edit": "3p3444344",
    "incident-withdraw": "3p3444344",
    "incident-link": "3p3444344",
    "incident-evidence-add": "3p3444344",
    "incident-evidence-withdraw": "3p3444344",
    "cell-incident-link": "3p3444344",
    "cell-incident-unlink": "3p3444344",
    "cell-incidents-take": "3p3444344",
    "notices-read": "nnnnnnnnn",
    "notice-settings": "nnnnnnnnn",
    "notice-read": "n44444444",
    "scorecards-zip": "ppp444p44",
    "claim-window": "p33334344",
    "claim-new": "333p44344",  # under a rule of 长沙's table
    "claim-take": "3p3444344",
    "claim-file-withdraw": "334344344",
    "claim-edit": "334344344",
    "claim-file-add": "334344344",
    "claim-step": "3p4344344",
    "claim-decide": "3p4344344",
    "veto-new": "pp3444344",
    "veto-answer": "np3444344",  # the assessment office's person proposed it
    "veto-lift": "nn3444344",  # it is not in force
    "veto-take-back": "pn3444344",
    "year-consequences": "p33444344",
    "objection-window": "p33334344",
    "objection-to-figure": "333444344",
    "objection-to-deduction": "333444344",
    "objection-write": "nn4n44344",  # nothing is done about objections in this stage
    "objection-decide": "n34344344",
    "correction-of-figure": "n33444344",
    "correction-answer": "p33444344",  # of one that another person proposed
    # self-checks (handed in: nobody writes before it is sent back)
    "self-check-window": "p33334344",
    "self-check-submit": "333n44344",
    "self-check-withdraw": "333n44344",  # its time is over
    "self-check-return": "p33344344",
    "self-check-cell": "333344344",
    "self-check-block": "333344344",
    "self-check-paste": "333344344",
    "self-check-remark": "333344344",
    "self-check-file-add": "333344344",
    "self-check-file-withdraw": "333344344",
    "self-check-scans": "333p44344",
    "self-check-scan-take-back": "333p44344",
    "self-check-import": "333n44344",
    "reported-take": "3p3444344",
    "reported-take-all": "3nn444344",  # every cell is recorded: nothing to take over
    # selfeval: filling (the report is submitted: nobody writes)
    "report-cells": "3333433444",
    "report-paste": "3333433444",
    "report-paste-back": "3333433444",
    "report-row-add": "3333433444",
    "report-row-remove": "3333433444",
    "report-indicator-add": "3333433444",
    "report-indicator-remove": "3333433444",
    "report-prefill": "3333433444",
    "attachment-add": "3333433444",
    "attachment-withdraw": "3333433444",
    "report-workbook-import": "3333433444",
    "report-word-import": "3333433444",
    "report-import-take-back": "3333433444",
    "report-submit": "33334n3444",
    "report-withdraw": "33334p3444",
    "report-stamped": "33334p3444",
    "report-stamped-take-back": "33334p3444",
    # selfeval: projects (the county's drafts of another task)
    "projects-add": "33334p3444",
    "report-project-name": "33334p3444",
    "report-project-copy": "33334p3444",
    "report-project-remove": "33334p3444",
    "report-comments": "p33p4p3444",
    "report-comment-settle": "43344p3444",
    "report-comment-withdraw": "43344p3444",
    "report-remark-answer": "3333443444",  # the remark was not sent: the county knows of none
    # selfeval: review, tasks
    "reports-bulk": "p33pp33333",
    "report-step": "n33p433444",  # the city's turn
    "report-publish": "n333433444",
    "report-return": "n33p433444",
    "report-remark": "n33p433444",
    "report-remark-settle": "p33p433444",
    "selfeval-task-new": "p333333333",
    "selfeval-task-edit": "p333333333",
    "selfeval-task-open": "p333343444",
    "selfeval-task-discard": "p333343444",
    "selfeval-extend": "p333343444",
    "report-extension-ask": "33334n3444",  # the report is submitted: nothing to ask for
    "selfeval-extension-answer": "p333433444",
    "selfeval-remind": "p333343444",
    # selfeval: papers
    "reports-zip": "ppp444p44",
    # selfeval: forms and the counties' sums
    "selfeval-form-new": "p33333333",
    "selfeval-form-import": "p33333333",
    "selfeval-form-edit": "333333344",
    "selfeval-form-paste": "333333344",
    "selfeval-form-clone": "p33333344",
    "selfeval-form-version": "p33333344",
    "selfeval-form-use": "p33333344",
    "selfeval-form-retire": "p33333344",
    "selfeval-form-discard": "p33333344",
    "county-sum-take": "3p3444344",
}

_WRITES = "33334p3444"
_REFUSED = "3333433444"
POST_IN_STATE = {
    "draft": {
        "report-cells": _WRITES,
        "report-paste": _WRITES,
        "report-paste-back": _WRITES,
        "report-row-add": _WRITES,
        "report-row-remove": _WRITES,
        "report-indicator-add": _WRITES,
        "report-indicator-remove": _WRITES,
        "report-prefill": _WRITES,
        "attachment-add": _WRITES,
        "attachment-withdraw": _WRITES,
        "report-workbook-import": _WRITES,
        "report-word-import": _WRITES,
        "report-import-take-back": _WRITES,
        "report-submit": _WRITES,
        "report-withdraw": _REFUSED,
        "report-stamped-take-back": _REFUSED,  # the file is of the submitted report
        "report-extension-ask": _WRITES,
        "report-comments": "44444p3444",
        "report-comment-settle": "44444p3444",
        "report-comment-withdraw": "44444p3444",
        "report-step": NOBODY,
        "report-publish": NOBODY,
        "report-return": NOBODY,
        "report-remark": NOBODY,
        "report-remark-settle": NOBODY,
    },
    "returned": {
        "report-cells": _WRITES,
        "report-paste": _WRITES,
        "report-paste-back": _WRITES,
        "report-row-add": _WRITES,
        "report-row-remove": _WRITES,
        "report-indicator-add": _WRITES,
        "report-indicator-remove": _WRITES,
        "report-prefill": _WRITES,
        "attachment-add": _WRITES,
        "attachment-withdraw": _WRITES,
        "report-workbook-import": _WRITES,
        "report-word-import": _WRITES,
        "report-import-take-back": _WRITES,
        "report-submit": _WRITES,
        "report-extension-ask": _WRITES,
        "report-remark-answer": _WRITES,
        "report-withdraw": _REFUSED,
        "report-step": "n33n433444",
        "report-return": "n33n433444",
        "report-remark": "n33n433444",
    },
    "published": {
        "report-withdraw": _REFUSED,
        "report-stamped": "33334n3444",
        "report-stamped-take-back": _REFUSED,
        "report-step": "n33n433444",
        "report-return": "n33n433444",
        "report-remark": "n33n433444",
    },
}

#: Which of the world's things a URL's pk names.
THING = {
    "indicator": "indicator",
    "collection-grid": "indicator",
    "collection-block": "indicator",
    "collection-paste": "indicator",
    "collection-changes": "indicator",
    "sign-off": "indicator",
    "sign-off-withdraw": "indicator",
    "column-review": "indicator",
    "step-proposal": "proposal",
    "item-rules": "item",
    "item-derivation": "item",
    "result-record": "result",
    "result-detail": "result",
    "result-remark": "result",
    "result-restore": "result",
    "result-confirm": "result",
    "evidence-add": "result",
    "evidence-file": "evidence",
    "evidence-withdraw": "evidence",
    **dict.fromkeys(
        ("self-check-cell", "self-check-detail", "self-check-remark", "self-check-file-add"),
        "result",
    ),
    "self-check-file": "reported_file",
    "self-check-file-withdraw": "reported_file",
    "self-check-derivation": "item",
    "reported": "result",
    "reported-take": "result",
    "reported-take-all": "indicator",
    "self-check-scan": "self_scan",
    "objection-to-figure": "measure",
    "objection-to-deduction": "rule",
    "objection-file": "objection_file",
    "claim-file": "claim_file",
    "claim-file-withdraw": "claim_file",
    "correction-of-figure": "measure",
    "correction": "correction",
    "correction-notice": "correction",
    "correction-answer": "open_correction",
    "concern-settle": "concern",
    "concern-rule": "phrase",
    "results-import-take-back": "results_import",
    "report-import-take-back": "report_import",
    "tables-import-take-back": "tables_import",
    **dict.fromkeys(
        ("incident", "incident-edit", "incident-withdraw", "incident-link"), "incident"
    ),
    "incident-evidence-add": "incident",
    "incident-evidence": "incident_evidence",
    "incident-evidence-withdraw": "incident_evidence",
    "cell-incidents": "count",
    "cell-incident-link": "count",
    "cell-incident-unlink": "count",
    "cell-incidents-take": "count",
    "job": "job",
    "job-file": "job",
    "notice": "notice",
    "notice-read": "notice",
    # selfeval: forms and the counties' sums
    "county-sum": "result",
    "county-sum-take": "result",
}

#: Addresses that need no account.
PUBLIC = {"public-reports", "public-report", "public-verify", "public-year", "public-card"}

#: Which of the world's things a named argument of an address stands for, where not its own.
INSTEAD = {
    ("handbook-picture", "name"): "picture",
    ("self-check-paper", "form"): "paper_form",
    ("claim-paper", "form"): "paper_form",
    ("public-report", "report"): "published",
    ("correction-notice", "form"): "notice_form",
    ("projects", "task"): "project_task",
    ("projects-add", "task"): "project_task",
    ("report-project", "report"): "project",
    ("report-project-name", "report"): "project",
    ("report-project-copy", "report"): "project",
    ("report-project-remove", "report"): "project",
    ("selfeval-rollup", "task"): "project_task",
    ("selfeval-rollup-xlsx", "task"): "project_task",
    ("selfeval-rollup-pdf", "task"): "project_task",
}


def whole(row: str) -> str:
    """Return a row with a letter for every column."""
    return row if len(row) == len(COLUMNS) else row + row[_COUNTY]
