"""What stands between a file from outside and everything that would read it.

check_upload looks at the bytes without any parser; run_limited then lets the
parser run in a process of its own that is short of time and memory. Nothing
here imports Django, so that the child process starts fast and knows no secret.
"""

from trust.guard.limited import run_limited
from trust.guard.refusal import UploadRefused
from trust.guard.upload import EVIDENCE_KINDS, IMPORT_KINDS, SCAN_KINDS, check_upload

__all__ = [
    "EVIDENCE_KINDS",
    "IMPORT_KINDS",
    "SCAN_KINDS",
    "UploadRefused",
    "check_upload",
    "run_limited",
]
