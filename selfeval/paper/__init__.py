"""What comes out of the printer for a county's report: the report itself and its receipt.

model.py has the nouns, document.py makes a ReportPaper of an assessed report; PDF, Word,
Excel, the fill-in workbook, the public page and the preview of a form all write that.
"""
