"""WeasyPrint's own sheet without what no paper has: the papers are the same, byte for byte."""

from weasyprint import HTML

from press.paper import layout

HTML_OF_MANY_STYLES = """<style>
@page { size: A5; margin: 20mm; @bottom-center { content: counter(page) } }
body { font: 10.5pt/1.4 "Noto Serif CJK SC"; overflow-wrap: anywhere }
table { font-variant-numeric: tabular-nums }
table { width: 100%; border-collapse: collapse; table-layout: fixed }
td { border: .5pt solid #000; height: 7mm; padding: 1mm; vertical-align: middle }
.line u { text-decoration-thickness: 2pt }
.named { page: other } @page other { margin: 30mm }
.float { float: right; position: relative; top: 2mm }
</style>
<h1 lang="zh-CN">2017年度移民安置</h1><p>先头 85.80 分（“鑫”、—、①）AVAfi</p>
<p><u>划线</u><s>删去</s></p>
<p class="float">浮动</p>
<table><tr><td rowspan="2">合并</td><td><b>粗</b><br><i>斜</i></td></tr><tr><td>二</td></tr></table>
<ol><li>甲<li>乙</ol><q>引</q><p dir="rtl">右起</p><div class="named"><div>另一种页</div></div>"""


def test_a_paper_is_the_same_as_under_the_whole_sheet(monkeypatch):
    papers = [HTML_OF_MANY_STYLES, HTML_OF_MANY_STYLES]
    taken = layout.make_pdf(papers, "试验")
    monkeypatch.setattr(layout, "Html", HTML)
    assert layout.make_pdf(papers, "试验") == taken
