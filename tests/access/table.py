"""Who gets what from every address: one row a URL, one column a persona.

A letter is the answer to GET while offices collect: . page (200), > sent on
(302, to where a signed-in person belongs), 3 refused (403), 4 as if it did not
exist (404), 5 wrong method (405). Columns in the order of COLUMNS; whoever is
not signed in (anonymous, disabled account) is sent to the sign-in page
everywhere but there. An address without a row fails the suite.
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
)

EVERYBODY = "........."
PROVINCE = "...444.44"
OWN_CITY_TOO = "....44.44"
POST_ONLY = "555555555"
AUDITOR = "333333.33"

GET = {
    "sign-in": ">>>>>>>>>",
    "confirm-password": EVERYBODY,
    "sign-out": POST_ONLY,
    "change-password": EVERYBODY,
    "jobs": EVERYBODY,
    "job": ".44444444",
    "job-file": ".44444444",
    "audit-log": AUDITOR,
    "audit-entry": AUDITOR,
    "audit-export": AUDITOR,
    "audit-verify": POST_ONLY,
    "home": EVERYBODY,
    "search": EVERYBODY,
    "overview": PROVINCE,
    "year-flow": PROVINCE,
    "year-policy": PROVINCE,
    "readings": PROVINCE,
    "indicators": PROVINCE,
    "indicator": PROVINCE,
    "city-tables": EVERYBODY,
    "tables-import": ".33333333",
    "tables-export": ".....4.44",
    "city-table": OWN_CITY_TOO,
    "table-confirm": POST_ONLY,
    "table-issue": POST_ONLY,
    "city-table-pdf": OWN_CITY_TOO,
    "concern-settle": POST_ONLY,
    "item-rules": "333344344",  # the table is issued: its rules are closed even to the office
    "collection": PROVINCE,
    "collection-grid": PROVINCE,
    "collection-block": POST_ONLY,
    "collection-changes": PROVINCE,
    "item-derivation": PROVINCE,
    "result-record": POST_ONLY,
    "result-detail": PROVINCE,
    "result-remark": POST_ONLY,
    "evidence-add": POST_ONLY,
    "evidence-file": PROVINCE,
    "evidence-withdraw": POST_ONLY,
    "results-export": PROVINCE,
    "results-import": "3..444344",
    "scorecards": PROVINCE,
    "scorecards-pdf": PROVINCE,
    "scorecards-zip": ">>>444>44",
    "scorecard": PROVINCE,
    "scorecard-pdf": PROVINCE,
    "scores-export": PROVINCE,
    "ranking-pdf": PROVINCE,
}

#: What differs once the scores are released: a city sees its own.
GET_RELEASED = {
    "evidence-file": OWN_CITY_TOO,
    "scorecard": OWN_CITY_TOO,
    "scorecard-pdf": OWN_CITY_TOO,
}

#: POST by those who may not: refused or unseen, never a change. p passes the door (then the form
#: says what it lacks), the other letters as above.
POST = {
    "audit-verify": "333333.33",
    "home": "p33333333",  # making a year
    "year-flow": "p33333333",
    "year-policy": "p33444344",
    "tables-import": "p33333333",
    "table-confirm": "p33344344",
    "table-issue": "p33344344",
    "concern-settle": "p33444344",
    "item-rules": "333344344",
    "collection-block": "3p3444344",
    "result-record": "3p3444344",
    "result-remark": "3p3444344",
    "evidence-add": "3p3444344",
    "evidence-withdraw": "3p3444344",
    "results-import": "3pp444344",
    "scorecards-zip": "ppp444p44",
}

#: Which of the world's things a URL's pk names.
THING = {
    "indicator": "indicator",
    "collection-grid": "indicator",
    "collection-block": "indicator",
    "collection-changes": "indicator",
    "item-rules": "item",
    "item-derivation": "item",
    "result-record": "result",
    "result-detail": "result",
    "result-remark": "result",
    "evidence-add": "result",
    "evidence-file": "evidence",
    "evidence-withdraw": "evidence",
    "concern-settle": "concern",
    "job": "job",
    "job-file": "job",
}
