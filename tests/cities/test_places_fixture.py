"""fixtures/places.json and fixtures/offices.json, read as plain data: no Django, no database."""

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures"
PLACES: list[dict[str, Any]] = json.loads((FIXTURES / "places.json").read_text("utf-8"))["places"]
OFFICES: list[dict[str, Any]] = json.loads((FIXTURES / "offices.json").read_text("utf-8"))
BY_KEY = {place["key"]: place for place in PLACES}
CODED = [place for place in PLACES if place["kind"] != "zone"]
YEARS = range(2015, 2027)

# City as the tables of 2017 title it, then every place that its audits and inspections name.
NAMED_IN_2017 = {
    "长沙市": ["望城区", "宁乡县"],
    "株洲市": ["芦淞区", "云龙区", "石峰区", "株洲县", "天元区"],
    "湘潭市": ["雨湖区", "韶山市", "九华区"],
    "衡阳市": ["珠晖区", "祁东县", "蒸湘区", "南岳区", "衡山县", "衡阳县", "新华开发区"],
    "邵阳市": ["新宁县", "邵东县", "新邵县", "北塔区", "双清区", "邵阳县", "大祥区"],
    "岳阳市": ["湘阴县", "临湘市", "华容县", "屈原区", "君山区", "云溪区", "经开区"],
    "常德市": ["柳叶湖区", "鼎城区", "西湖区", "西洞庭区", "德山区", "临澧县", "安乡县"],
    "张家界市": ["永定区", "慈利县"],
    "益阳市": ["赫山区", "沅江市", "大通湖区", "资阳区", "高新区"],
    "郴州市": ["桂阳县", "永兴县", "临武县", "嘉禾县"]
    + ["北湖区", "苏仙区", "高新区", "宜章县", "桂东县"],
    "永州市": ["江永县", "江华县", "宁远县", "新田县"] + ["回龙圩区", "蓝山县", "祁阳县", "零陵区"],
    "怀化市": ["辰溪县", "芷江县", "会同县", "靖州县", "新晃县", "洪江市", "鹤城区"],
    "娄底市": ["娄星区"],
    "湘西自治州": ["龙山县", "花垣县", "凤凰县", "古丈县"],
}

# The last two digits of a GB/T 2260 code tell the kind. Under an autonomous prefecture
# 01-20 are county-level cities; under a city they are districts.
LAST_DIGITS = {"district": range(1, 21), "county": range(21, 81), "county_city": range(81, 100)}
PREFECTURE = "433100"


def called(place: dict[str, Any]) -> list[str]:
    return [name["name"] for name in place["names"]] + place["aliases"]


def find_city(name: str) -> list[str]:
    return [p["key"] for p in PLACES if p["kind"] == "city" and name in called(p)]


def find_in_city(city: str, name: str) -> list[str]:
    return [p["key"] for p in PLACES if p["parent"] == city and name in called(p)]


def names_in(place: dict[str, Any], year: int) -> list[dict[str, Any]]:
    return [
        name
        for name in place["names"]
        if (name["from"] is None or name["from"] <= year)
        and (name["to"] is None or year <= name["to"])
    ]


def printed(key: str, year: int) -> tuple[str, str]:
    (name,) = names_in(BY_KEY[key], year)
    return name["code"], name["name"]


def test_kinds_count_as_published():
    # 122 county-level places: 36 districts, 19 county-level cities, 67 counties
    # (7 of these autonomous); the zones are the product's own.
    kinds = Counter(place["kind"] for place in PLACES)
    assert kinds == {"city": 14, "district": 36, "county_city": 19, "county": 67, "zone": 13}


def test_counties_count_as_published_in_each_city():
    counted = Counter(place["parent"] for place in CODED if place["kind"] != "city")
    assert [counted[p["key"]] for p in PLACES if p["kind"] == "city"] == [
        *(9, 9, 5, 12, 12, 9, 9),  # 长沙 株洲 湘潭 衡阳 邵阳 岳阳 常德
        *(4, 6, 11, 11, 12, 5, 8),  # 张家界 益阳 郴州 永州 怀化 娄底 湘西
    ]


def test_places_stand_in_order_of_their_keys():
    keys = [place["key"] for place in PLACES]
    assert keys == sorted(set(keys))


def test_key_is_newest_code():
    assert [p["names"][-1]["code"] for p in PLACES] == [p["key"] for p in PLACES]


def test_parent_is_the_city_that_the_code_starts_with():
    cities = {p["key"] for p in PLACES if p["kind"] == "city"}
    for place in PLACES:
        if place["kind"] == "city":
            assert place["parent"] is None
            continue
        assert place["parent"] in cities
        assert {n["code"][:4] for n in place["names"]} == {place["parent"][:4]}


def test_newest_code_and_name_agree_with_kind():
    endings = {"district": "区", "county": "县", "county_city": "市"}
    for place in CODED:
        if place["kind"] == "city":
            continue
        in_prefecture = place["parent"] == PREFECTURE and place["kind"] == "county_city"
        kind_of_code = "district" if in_prefecture else place["kind"]
        assert int(place["key"][4:]) in LAST_DIGITS[kind_of_code], place["key"]
        assert place["names"][-1]["name"].endswith(endings[place["kind"]]), place["key"]


def test_zone_code_is_its_city_and_a_number():
    for place in PLACES:
        if place["kind"] == "zone":
            city, number = place["key"].split("Z")
            assert city == place["parent"]
            assert int(number) > 0


@pytest.mark.parametrize("year", YEARS)
def test_every_place_has_one_name_and_a_code_of_its_own(year):
    codes = [printed(place["key"], year)[0] for place in PLACES]
    assert len(codes) == len(set(codes)) == len(PLACES)


def test_code_is_never_given_to_a_second_place():
    codes = [code for p in PLACES for code in {n["code"] for n in p["names"]}]
    assert len(codes) == len(set(codes))


@pytest.mark.parametrize(
    ("key", "old", "new", "changed"),
    [
        ("430182", ("430124", "宁乡县"), ("430182", "宁乡市"), 2017),
        ("430212", ("430221", "株洲县"), ("430212", "渌口区"), 2018),
        ("430582", ("430521", "邵东县"), ("430582", "邵东市"), 2019),
        ("431181", ("431121", "祁阳县"), ("431181", "祁阳市"), 2021),
    ],
)
def test_renamed_place_prints_old_name_to_the_year_of_change(key, old, new, changed):
    # A year's table is issued at its start, so the year of the change still has the old name.
    assert [printed(key, year) for year in YEARS] == [
        old if year <= changed else new for year in YEARS
    ]


def test_only_four_places_were_renamed():
    renamed = [place["key"] for place in PLACES if len(place["names"]) > 1]
    assert renamed == ["430182", "430212", "430582", "431181"]


@pytest.mark.parametrize("name", ["宁乡县", "宁乡市"])
def test_renamed_place_is_found_under_either_name(name):
    assert find_in_city("430100", name) == ["430182"]


@pytest.mark.parametrize("city", NAMED_IN_2017)
def test_tables_of_2017_name_one_place_each(city):
    (key,) = find_city(city)
    found = [find_in_city(key, name) for name in NAMED_IN_2017[city]]
    assert [len(keys) for keys in found] == [1] * len(found), found
    assert len({keys[0] for keys in found}) == len(found)


def test_misprint_in_the_tables_is_no_name():
    # 娄底's table of 2017 prints 冷江市; the import has to report it, not to mend it.
    assert [p["key"] for p in PLACES if "冷江市" in called(p)] == []
    assert find_in_city("431300", "冷水江市") == ["431381"]


def test_name_counts_within_its_city():
    assert find_in_city("430900", "高新区") == ["430900Z2"]
    assert find_in_city("431000", "高新区") == ["431000Z1"]
    for city in [p["key"] for p in PLACES if p["kind"] == "city"]:
        names = Counter(n for p in PLACES if p["parent"] == city for n in called(p))
        assert [n for n, times in names.items() if times > 1] == []


@pytest.mark.parametrize("name", ["湘西土家族苗族自治州", "湘西自治州", "湘西州"])
def test_prefecture_is_found_under_its_short_names(name):
    assert find_city(name) == [PREFECTURE]


def test_city_is_found_without_its_suffix():
    for place in PLACES:
        if place["kind"] == "city" and place["key"] != PREFECTURE:
            assert find_city(place["names"][0]["name"][:-1]) == [place["key"]]


def test_autonomous_counties_have_their_short_names():
    short = {p["names"][0]["name"]: p["aliases"] for p in CODED if "自治县" in called(p)[0]}
    assert short == {
        "城步苗族自治县": ["城步县"],
        "江华瑶族自治县": ["江华县"],
        "麻阳苗族自治县": ["麻阳县"],
        "新晃侗族自治县": ["新晃县"],
        "芷江侗族自治县": ["芷江县"],
        "靖州苗族侗族自治县": ["靖州县"],
        "通道侗族自治县": ["通道县"],
    }


def test_offices_are_the_nine_of_the_tables_in_order():
    assert [office["name"] for office in OFFICES] == [
        *("规划计划处", "搬迁安置处", "后期扶持处", "资金财务处", "政策法规处"),
        *("稽察处", "培训中心", "纪检监察室", "机关党委"),
    ]
    assert [office["order"] for office in OFFICES] == list(range(1, 10))
    assert len({office["code"] for office in OFFICES}) == len(OFFICES)
