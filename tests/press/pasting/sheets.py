"""Sheets that blocks are pasted into: the training grid, a list, a county's tables."""

from press.pasting import Named, PageSheet, Plan, Start, What, plan_paste

CITIES = (
    "长沙市", "株洲市", "湘潭市", "衡阳市", "邵阳市", "岳阳市", "常德市", "张家界市", "益阳市",
    "郴州市", "永州市", "怀化市", "娄底市", "湘西土家族苗族自治州",
)  # fmt: skip
ALIASES = {"湘西土家族苗族自治州": ("湘西自治州", "湘西州", "湘西")}
MEASURES = (
    ("农业实用技术培训", "人次"), ("转移就业技能培训", "人次"), ("获证率", "%"), ("就业率", "%"),
    ("无就业跟踪服务或不符合要求", ""),
)  # fmt: skip


def named(city: str) -> Named:
    return Named(city, ALIASES.get(city, (city.removesuffix("市"),)))


def training(*cities: str, aims: dict | None = None) -> PageSheet:
    """The training grid: a line a city, a column a measure. cities: all 14 unless told."""
    lines = cities or CITIES
    whats = tuple(What(name, key=name, unit=unit) for name, unit in MEASURES)
    return PageSheet(
        tuple(map(named, lines)),
        whats,
        lines=tuple(range(len(lines))),
        columns=tuple(range(len(whats))),
        places=frozenset((i, j) for i in range(len(lines)) for j in range(len(whats))),
        elsewhere={"望城区": "是县市区，本表按市州录入", "广州市": "不在本表"},
        aims=aims or {},
        year=2017,
    )


def resettlement() -> PageSheet:
    """A list: every line a city with one of its measures."""
    whats = tuple(
        What(name, key=name) for name in ("移民安置任务", "未召开听证会", "未完成自、初验工作")
    )
    listed = ((0, 0), (0, 1), (1, 0), (1, 1), (1, 2), (2, 2))
    whos = tuple(map(named, CITIES[:3]))
    return PageSheet(whos, whats, listed=listed, places=frozenset(listed), year=2017)


def projects(rows: int = 1, room: int = 5) -> PageSheet:
    """A county's growing table: nothing names its rows, and words are at home in it."""
    whats = (
        What("项目名称", key="name", takes_words=True),
        What("预算数", key="budget", unit="万元", groups=("资金",)),
        What("执行数", key="spent", unit="万元", groups=("资金",)),
        What("执行率", key="rate", unit="%"),
    )
    places = frozenset((i, j) for i in range(rows) for j in range(4))
    return PageSheet(
        tuple(Named(f"第 {i + 1} 行") for i in range(rows)),
        whats,
        lines=tuple(range(rows)),
        columns=(0, 1, 2, 3),
        places=places,
        closed={(i, 3): "由系统计算，不需填写" for i in range(rows + room)},
        room=room,
        numbered=True,
        who_word="行",
    )


def spending() -> PageSheet:
    """A county's table with rows of the form, one name under two heads."""
    labels = ("一、基本支出", "其中：人员经费", "公用经费", "二、项目支出", "合计")
    whats = (
        What("预算数", key="b1", groups=("本年",)),
        What("决算数", key="a1", groups=("本年",)),
        What("决算数", key="a0", groups=("上年",)),
    )
    return PageSheet(
        tuple(map(Named, labels)),
        whats,
        lines=(0, 1, 2, 3, 4),
        columns=(0, 1, 2),
        places=frozenset((i, j) for i in range(5) for j in range(3)),
        closed={(4, j): "由系统计算，不需填写" for j in range(3)},
        who_word="项目",
    )


def paste(
    text: str, sheet: PageSheet | None = None, at: Start | None = None, **answers: str
) -> Plan:
    rows = [line.split("\t") for line in text.split("\n")]
    return plan_paste(rows, sheet or training(), start=at or Start(0), answers=answers)


def placed(plan: Plan, sheet: PageSheet | None = None) -> dict[str, str]:
    """Return what stands where, by the short names of line and column: 长沙 农业 → 1000."""
    sheet = sheet or training()
    return {sheet.name_of(one.place): one.text for one in plan.placed}
