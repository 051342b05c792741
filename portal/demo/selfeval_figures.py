"""Invented reports for trying out: the same on every machine, and consistent in themselves."""

import random
from decimal import Decimal

from selfeval.engine.answers import Answers, answers_of

KINDS = ("farmland", "roads", "social", "ecology", "training", "production")
PERSON, PHONE = "陈某某", "0731-0000000"
#: Counties that reached less, in percent of what they set out to do.
WEAKER = {"430281": 84, "430422": 68, "430626": 90}


def scored_report(key: str, county: str, year: int) -> Answers:
    """Return a report on the form with base data and scores, without its scores."""
    dice = random.Random(f"{key}-{year}")
    people = dice.randrange(6000, 28000, 50)
    paid = people - dice.choice((0, 0, 50, 100, 250))
    villages, projects = dice.randint(2, 6), dice.randint(80, 260)
    trained = dice.randrange(300, 1200, 10)
    money = {
        "直补资金": _direct(people),
        "重点移民村建设": Decimal(villages * 200),
        "农田水利、生产开发及配套设施": Decimal(projects * 8),
        "移民培训": Decimal(trained) / 10,
        "监测评估": Decimal(11),
    }
    basic = Decimal(dice.randrange(8000, 14000, 25)) / 100
    planned = sum(money.values(), Decimal(0))
    spent = Decimal(dice.choice((100, 100, 99, 97, 94, 88, 78)))
    project_spending = (planned * spent / 100).quantize(Decimal("0.01"))
    done = {
        "people": people, "paid": paid, "villages": villages, "projects": projects,
        "trained": trained, "dice": dice, "year": year, "reached": WEAKER.get(key, 100),
    }  # fmt: skip
    return answers_of(
        {
            "fields": _texts(county, done, money)
            | _amounts(
                people,
                paid,
                trained,
                basic=basic,
                planned=planned,
                project_spending=project_spending,
            ),
            "tables": _tables(
                dice, money, basic, planned=planned, project_spending=project_spending, done=done
            ),
            "indicators": _indicators(done),
        }
    )


def narrative_report(key: str, county: str, year: int) -> Answers:
    """Return a report on the form of running text with figures."""
    dice = random.Random(f"{key}-{year}-narrative")
    farming, short = dice.randrange(60, 420, 5), dice.randrange(20, 90)
    vocational, projects = dice.randrange(10, 120), dice.randint(60, 300)
    trained, income = farming + short + vocational, Decimal(dice.randint(1800, 5200))
    removed, batches = dice.randint(40, 300), dice.randint(3, 20)
    return answers_of(
        {
            "fields": {
                "report_profile": f"{county}移民服务机构，负责直补资金发放、项目管理和移民培训。",
                "staff_quota": str(dice.randint(10, 20)),
                "departments": "4",
                "revenue": str(income),
                "expenditure": str(income),
                "report_support": f"动态核减移民人口{removed}人；实施后扶项目{projects}个；"
                f"开展移民培训{trained}人次。",
                "removed": str(removed),
                "petition_batches": str(batches),
                "petition_people": str(batches * 2 + 3),
                "petition_settled": "100",
                "report_supervision": "对项目实行事前、事中、事后分段监管，组织乡镇全覆盖检查。",
                "report_petitions": f"接待上访{batches}批，反映的问题全部办结。",
                "report_problems": "部分乡镇项目管理不够规范。",
                "report_requests": "请求加大对产业开发项目的支持。",
            },
            "tables": {
                "arrived": [
                    {"row": "first", "amount": str(income - 900)},
                    {"row": "second", "amount": "700"},
                    {"row": "villages", "amount": "200"},
                ],
                "projects": [
                    {"row": "all", "projects": str(projects)},
                    {"row": "villages", "projects": str(dice.randint(1, 5))},
                ],
                "training": [
                    {"row": "farming", "people": str(farming), "amount": _cost(farming, 80)},
                    {"row": "short", "people": str(short), "amount": _cost(short, 3000)},
                    {"row": "vocational", "people": str(vocational),
                     "amount": _cost(vocational, 4000)},
                ],
            },
        }
    )  # fmt: skip


def _direct(people: int) -> Decimal:
    """Return 万元 of 600 yuan a person."""
    return Decimal(people) * 600 / 10000


def _cost(people: int, yuan: int) -> str:
    return str(Decimal(people) * yuan / 10000)


def _texts(county: str, done: dict, money: dict) -> dict[str, str]:
    goals = [f"{name} {amount} 万元" for name, amount in money.items()]
    done_all = f"完成各类后扶项目{done['projects']}个，建设重点移民村{done['villages']}个。"
    return {
        "report_unit": f"{county}库区移民事务中心负责移民安置、后期扶持和日常服务。",
        "report_public": "一般公共预算用于人员和日常公用经费，按预算执行。",
        "report_fund": f"政府性基金按批复使用。全年{done_all}",
        "report_results": f"发放直补资金，直补{done['paid']}人；{done_all}"
        f"培训移民{done['trained']}人。",
        "report_problems": "直补人口核实时间较长，个别项目开工偏晚。",
        "report_measures": "提前核实人员，加快项目前期工作。",
        "unit_name": f"{county}库区移民事务中心",
        "filled_on": f"{done['year'] + 1}-03-15",
        "filler": PERSON,
        "filler_phone": PHONE,
        "goals_expected": "；".join(goals) + "。",
        "goals_actual": "各项目标按计划完成。",
        "deviation": "直补人数因人员死亡等原因核减。",
        "improvement": "提前开展人员核实。",
        "training_state": "已完成",
    }


def _amounts(people, paid, trained, *, basic, planned, project_spending) -> dict[str, str]:
    training = Decimal(trained) / 10
    return {
        "direct_planned_people": str(people),
        "direct_people": str(paid),
        "direct_standard": "600",
        "direct_planned": str(_direct(people)),
        "direct_paid": str(_direct(paid)),
        "training_planned": str(training),
        "training_spent": str(training),
        "income_public": str(basic),
        "income_fund": str(planned),
        "income_nontax": "0",
        "spend_basic": str(basic),
        "spend_staff": str(basic - 12),
        "spend_operating": "12",
        "spend_project": str(project_spending),
    }


def _tables(dice, money, basic, *, planned, project_spending, done) -> dict[str, list]:
    last = (project_spending * dice.randint(92, 108) / 100).quantize(Decimal("0.01"))
    shares = [done["projects"] // 6] * 5
    counts = [*shares, done["projects"] - sum(shares)]
    return {
        "arrived": [
            {"row": "direct", "amount": str(money["直补资金"])},
            {"row": "projects", "amount": str(planned - money["直补资金"] - 11)},
            {"row": "monitoring", "amount": "11"},
        ],
        "project_kinds": [
            {"row": kind, "projects": str(count)} for kind, count in zip(KINDS, counts, strict=True)
        ],
        "staffing": [{"row": "all", "quota": "18", "actual": str(dice.randint(14, 18))}],
        "costs": [
            _cost_row("basic", basic, basic + 3),
            _cost_row("reception", Decimal("2.1"), Decimal("2.4")),
            _cost_row("business1", project_spending - 80, last - 80),
            _cost_row("operation1", Decimal(80), Decimal(80)),
        ],
        "funds": [
            {"row": "all", "initial": str(planned), "budget": str(planned + basic),
             "executed": str(project_spending + basic)}
        ],
        "goals": [
            {"row": str(n), "goal": name, "planned": str(amount)}
            for n, (name, amount) in enumerate(money.items(), start=1)
        ],
    }  # fmt: skip


def _cost_row(row: str, now: Decimal, last: Decimal) -> dict[str, str]:
    return {"row": row, "outturn": str(now), "budget": str(now), "last": str(last)}


def _indicators(done: dict) -> list[dict[str, str]]:
    dice, year, reached = done["dice"], done["year"], done["reached"]
    helped, fine, out = dice.randint(60, 300), dice.randint(1, 4), dice.randrange(20, 160, 5)
    short = dice.choice((0, 0, 0, 5, 10))
    pairs = {
        "direct": (f"{done['people']}人", f"{done['paid']}人"),
        "villages": (f"{done['villages']}个", f"{done['villages'] - (dice.random() < 0.2)}个"),
        "projects": (f"{done['projects']}个", f"{done['projects']}个"),
        "trained": (f"{done['trained']}人次", f"{done['trained']}人次"),
        "monitoring": ("1个", "1个"),
        "pass_rate": ("90%", f"{dice.randint(92, 99)}%"),
        "accepted_rate": ("98%", f"{dice.choice((98, 99, 100))}%"),
        "standard_rate": ("100%", "100%"),
        "direct_date": (f"{year}年3月底前", f"{year}年{dice.choice((3, 3, 4, 5))}月"),
        "year_end_rate": ("80%", f"{dice.choice((70, 78, 82, 86, 90))}%"),
        "june_rate": ("100%", f"{dice.choice((100, 100, 98))}%"),
        "project_in_budget": ("100%", "100%"),
        "basic_in_budget": ("100%", "100%"),
        "income_growth": ("1100元", f"{dice.randint(1050, 1290) * reached // 100}元"),
        "income_share": ("4%", f"{Decimal(41 * reached) / 1000}%"),
        "out_of_poverty": (str(out), str(out * reached // 100 - short)),
        "average_reached": ("900", str(dice.randint(880, 1020) * reached // 100)),
        "fine_villages": (f"{fine}个", f"{fine}个"),
        "helped_villages": (f"{helped}个", f"{helped * reached // 100}个"),
        "income_rate": ("8%", f"{Decimal(dice.choice((82, 86, 76)) * reached) / 1000}%"),
        "running_rate": ("95%", f"{dice.randint(95, 99) * reached // 100}%"),
        "policy_satisfied": ("90%", f"{dice.randint(86, 98) * reached // 100}%"),
        "petitions": ("0", "0"),
        "settled_rate": ("95%", f"{dice.randint(95, 99)}%"),
    }
    return [
        {"code": code, "target": target, "outcome": outcome}
        for code, (target, outcome) in pairs.items()
    ]
