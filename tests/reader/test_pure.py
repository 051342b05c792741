import subprocess
import sys


def test_reader_does_not_load_django():
    code = (
        "import sys, assessment.reader.taking, assessment.reader.workbook, "
        "assessment.reader.marking; sys.exit('django' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
