"""Other words for what a form asks, each with where it is written so.

A form's own label always goes before; a word that two columns of one table may claim is given to
neither.
"""

from collections.abc import Iterator

#: 财预〔2020〕10号: the project and programme tables of central transfers that offices know best.
CENTRAL = "财预〔2020〕10号附件"
#: The fund tables of the province's yearly notice, and the four reports that the forms came from.
SOURCES = "原四份自评报告"
#: What offices write over columns in workbooks of their own (see also selfeval/filing/pasting).
WORKBOOKS = "各地自制表格"

#: (what is asked, other words, where they are written)
ASPECTS = (
    ("target", ("目标值", "年度指标值", "指标值", "年初目标值", "年度目标值"), CENTRAL),
    ("target", ("绩效目标值", "绩效指标值"), SOURCES),
    ("target", ("目标", "年初设定目标值", "预期目标值", "计划值"), WORKBOOKS),
    ("outcome", ("完成值", "实际完成值", "全年实际完成值", "全年完成值"), CENTRAL),
    ("outcome", ("完成情况", "实际完成情况", "完成数", "实际完成"), WORKBOOKS),
    ("weight", ("分值", "权重", "权重分值", "标准分"), CENTRAL),
    ("score", ("得分", "自评得分", "自评分"), CENTRAL),
    ("reason", ("偏差原因分析及改进措施", "未完成原因和改进措施"), CENTRAL),
    ("reason", ("偏差原因及改进措施", "偏差原因"), WORKBOOKS),
)
OTHER_ASPECTS = (("reason", ("备注",), WORKBOOKS),)
LEVELS = (
    (("一级指标", "二级指标", "三级指标", "四级指标", "绩效指标"), CENTRAL),
    (("指标", "指标名称", "指标内容", "评价内容", "绩效内容", "指标类别", "评价指标"), SOURCES),
)
COLUMNS = (
    ("年初预算数", ("年初预算", "年初批复预算数"), CENTRAL),
    ("全年预算数", ("全年预算", "调整后预算数"), CENTRAL),
    ("全年执行数", ("全年执行", "实际执行数", "全年支出数"), CENTRAL),
    ("执行率", ("预算执行率",), CENTRAL),
    ("金额", ("资金额", "资金金额", "下达金额"), WORKBOOKS),
    ("资金", ("资金额", "金额", "培训资金"), WORKBOOKS),
    ("项目数", ("项目个数", "数量"), WORKBOOKS),
    ("人数", ("培训人数", "人次"), WORKBOOKS),
    ("文件名", ("文件名称", "文件标题"), SOURCES),
    ("文号", ("文件号", "文件文号", "发文字号"), SOURCES),
    ("资金文号", ("文号", "文件文号", "指标文号"), SOURCES),
    ("发文时间", ("发文日期", "下文日期", "下文时间"), SOURCES),
    ("下文日期", ("下文时间", "发文时间", "发文日期"), SOURCES),
    ("到位资金", ("到位金额", "资金到位数"), SOURCES),
    ("执行资金", ("执行金额", "支出金额", "资金执行数"), SOURCES),
    ("未执行资金", ("未执行金额", "结余资金"), SOURCES),
    ("姓名", ("评价人员姓名",), WORKBOOKS),
    ("职务/职称", ("职务", "职称"), WORKBOOKS),
    ("单位", ("所在单位", "工作单位"), WORKBOOKS),
    ("编制数", ("编制人数", "核定编制数"), WORKBOOKS),
    ("检查来源", ("检查单位",), WORKBOOKS),
    ("发现的问题", ("发现问题", "问题"), WORKBOOKS),
    ("整改情况", ("整改措施",), WORKBOOKS),
    ("整改状态", ("整改进度",), WORKBOOKS),
    ("机构名称", ("单位名称", "机构"), WORKBOOKS),
)
FIELDS = (
    ("联络电话", ("联系电话",), WORKBOOKS),
    ("联系电话", ("联络电话", "填表人电话"), WORKBOOKS),
    ("人员编制", ("编制人数", "核定编制"), WORKBOOKS),
    ("编制人数", ("人员编制", "核定编制"), WORKBOOKS),
    ("实有人数", ("实有在职人数",), WORKBOOKS),
    ("填报单位", ("填报单位(盖章)",), SOURCES),
    ("填报时间", ("填报日期",), WORKBOOKS),
    ("预期目标", ("年初预期目标", "年度预期目标"), WORKBOOKS),
    ("年初预期（设定）目标", ("年初预期目标", "预期目标", "年初设定目标"), CENTRAL),
    ("全年实际完成情况", ("实际完成情况",), CENTRAL),
    ("总分", ("合计得分", "自评总分", "自评得分"), CENTRAL),
    ("绩效自评综合得分", ("综合得分", "自评得分", "总分"), WORKBOOKS),
    ("绩效自评得分", ("自评得分", "总分", "自评总分"), WORKBOOKS),
    ("评价等级", ("自评等级", "评定等级"), WORKBOOKS),
    ("评价等次", ("自评等次", "评价等级"), WORKBOOKS),
    ("综合评定等级", ("评定等级", "评价等级", "自评等级"), WORKBOOKS),
)
#: A number of the row alone.
NUMBERING = ("序号", "编号", "No", "№")


def other_words(table: tuple[tuple[str, tuple[str, ...], str], ...], name: str) -> Iterator[str]:
    """Yield the other words for a name (金额), as a table of synonyms has them."""
    for own, words, _ in table:
        if own == name:
            yield from words


def said_of_years(name: str, year: int) -> Iterator[str]:
    """Yield how a name with a year is said without it: 2020年决算数 as 本年决算数."""
    for number, words in ((year, ("本年", "本年度", "当年")), (year - 1, ("上年", "上年度"))):
        for years in (f"{number}年度", f"{number}年"):
            if years in name:
                yield from (name.replace(years, word) for word in words)
                break


#: Heads of what is beside the matter: never the value of a field.
REMARKS = ("备注", "说明", "填写说明", "填报说明")
TOTALS = ("合计", "总计", "小计", "累计", "总合计")
#: What the program's own Word file says behind the report: nothing of it is asked.
OWN_ANNEXES = ("得分偏差原因及改进措施", "核对情况说明", "附件清单", "盖章扫描件")
