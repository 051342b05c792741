"""Forms as data, the reports that counties file on them, and what reviewers say.

FormDefinition ─ Task (a form asked for a year) ─ Extension
                  └ Report (one a county, or a project) ─ CellChange, ReportImport, Attachment
                     ├ Submission (each version as submitted, kept whole) ─ Publication,
                     │   SubmissionSummary
                     ├ Return, Remark
                     └ Comment (among colleagues)

Written by the rooms' actions alone. What was typed lies in Report.data as the JSON of
selfeval.engine.answers; who typed which cell last in Report.cells, what it was before in
CellChange. The other columns of a report carry history.
"""

from selfeval.models.comments import Comment, CommentSide
from selfeval.models.forms import Extension, ExtensionRequest, FormDefinition, FormState, Task
from selfeval.models.imports import ReportImport
from selfeval.models.publishing import Publication
from selfeval.models.reports import (
    Attachment,
    CellChange,
    ReceiptCounter,
    Report,
    ReportState,
    Submission,
    named_with,
)
from selfeval.models.review import Remark, RemarkState, Reminder, Return
from selfeval.models.summaries import SubmissionSummary
from selfeval.querysets import STAMPED

__all__ = [
    "STAMPED",
    "Attachment",
    "CellChange",
    "Comment",
    "CommentSide",
    "Extension",
    "ExtensionRequest",
    "FormDefinition",
    "FormState",
    "Publication",
    "ReceiptCounter",
    "Remark",
    "RemarkState",
    "Reminder",
    "Report",
    "ReportImport",
    "ReportState",
    "Return",
    "Submission",
    "SubmissionSummary",
    "Task",
    "named_with",
]
