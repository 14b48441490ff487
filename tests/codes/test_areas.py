"""The codelist of areas: complete, strict, and never guessing."""

from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hengliang.codes import area_list, areas
from hengliang.codes.areas import ancestors, by_code, children, find, level_of, load_areas, names_in, resolve

IN_FORCE = [area for area in load_areas() if area.current and area.code]
HEADER = "code,name,short,level,parent,valid_from,valid_to,successor\n"
HUNAN = "430000,湖南省,湖南,province,,,,\n430400,衡阳市,衡阳,prefecture,430000,,,\n"


def parse(csv_rows: str, extra: str = "areas = []") -> list[area_list.Area]:
    found = [*area_list._parse_csv(HEADER + csv_rows), *area_list._parse_extra(extra)]
    area_list._check(found)
    return found


class TestList:
    def test_counts_are_those_of_the_country(self) -> None:
        by_level = {level: sum(area.level == level for area in IN_FORCE) for level in areas.LEVELS}
        assert by_level["province"] == 34
        assert by_level["prefecture"] == 333
        assert 2840 <= by_level["county"] <= 2850

    def test_names_and_codes_of_provinces(self) -> None:
        assert {area.code[:2]: area.short for area in IN_FORCE if area.level == "province"}.items() >= {
            "11": "北京", "15": "内蒙古", "43": "湖南", "45": "广西", "54": "西藏", "64": "宁夏", "65": "新疆",
        }.items()  # fmt: skip

    @pytest.mark.parametrize(
        ("code", "short"),
        [
            ("430407", "石鼓"), ("430400", "衡阳"), ("422800", "恩施"), ("433100", "湘西"), ("653000", "克孜勒苏"),
            ("420528", "长阳"), ("152600", "乌兰察布"), ("429021", "神农架"), ("520203", "六枝"), ("441803", "清新"),
            ("350427", "沙县"), ("230183", "尚志"), ("622926", "东乡"), ("410304", "瀍河"), ("140302", "城区"),
        ],
    )  # fmt: skip
    def test_short_names(self, code: str, short: str) -> None:
        area = by_code(code)
        assert area is not None
        assert area.short == short

    def test_every_area_in_force_lies_in_areas_in_force(self) -> None:
        for area in IN_FORCE:
            assert all(outer.current for outer in ancestors(area)), area
            assert len(ancestors(area)) <= 2

    def test_districts_of_a_city_are_what_its_code_begins_with(self) -> None:
        assert [area.short for area in children("430400")] == [
            "珠晖", "雁峰", "石鼓", "蒸湘", "南岳", "衡阳", "衡南", "衡山", "衡东", "祁东", "耒阳", "常宁",
        ]  # fmt: skip
        assert len(children("110000")) == 16
        assert {area.name for area in children("429000")} == set()
        assert "仙桃市" in {area.name for area in children("420000")}

    def test_functional_districts_only_where_asked_for(self) -> None:
        assert all(area.code for area in children("430600"))
        economic_zone = next(a for a in children("430600", functional=True) if a.name == "岳阳经济技术开发区")
        assert economic_zone.code == ""
        assert resolve("岳阳经开区") == economic_zone


class TestStrictness:
    def test_the_rows_that_the_others_vary_are_fine(self) -> None:
        assert len(parse(HUNAN + "430407,石鼓区,石鼓,county,430400,2001,,\n")) == 3

    def test_one_code_in_different_years_is_no_duplicate(self) -> None:
        rows = "420000,湖北省,湖北,province,,,,\n420600,襄樊市,襄樊,prefecture,420000,,2009,420600\n"
        assert len(parse(rows + "420600,襄阳市,襄阳,prefecture,420000,2010,,\n")) == 3

    @pytest.mark.parametrize(
        ("row", "message"),
        [
            ("430400,衡江市,衡江,prefecture,430000,,,", "given twice"),
            ("430407,石鼓区,石鼓,county,430500,,,", "unknown parent"),
            ("430407,石鼓区,石鼓,county,,,,", "unknown parent"),
            ("430407,石鼓区,石鼓,district,430400,,,", "unknown level"),
            ("430407,石鼓区,石鼓,prefecture,430400,,,", "does not fit"),
            ("430402,江东区,江东,county,430400,,2000,430499", "unknown successor"),
            ("43040,石鼓区,石鼓,county,430400,,,", "no code"),
            ("430407,石鼓区,石鼓,county,430400,,", "7 fields"),
            ("430407,石鼓区,,county,430400,,,", "without a name"),
            ("430500,邵阳市,邵阳,prefecture,430400,,,", "cannot lie in"),
            ("430407,石鼓区,石鼓,county,430400,since 2001,,", "since 2001"),
        ],
    )
    def test_a_wrong_row_raises(self, row: str, message: str) -> None:
        with pytest.raises(ValueError, match=message):
            parse(HUNAN + row + "\n")

    @pytest.mark.parametrize(
        ("extra", "message"),
        [
            ('areas = [{ parent = "430400", name = "甲新区", code = "1" }]', "unknown keys"),
            ('areas = [{ parent = "430900", name = "甲新区" }]', "unknown parent"),
            ('areas = [{ parent = "430400", name = "甲新区", level = "zone" }]', "unknown level"),
            ('areas = [{ parent = "430400", name = "甲新区" }, { parent = "430400", name = "甲新区" }]', "given twice"),
        ],
    )
    def test_a_wrong_extra_raises(self, extra: str, message: str) -> None:
        with pytest.raises(ValueError, match=message):
            parse(HUNAN, extra)

    def test_wrong_columns_raise(self) -> None:
        with pytest.raises(ValueError, match="columns are"):
            list(area_list._parse_csv("code,name\n430000,湖南省\n"))


class TestFind:
    @pytest.mark.parametrize(
        ("name", "code"),
        [
            ("石鼓区", "430407"), ("石鼓", "430407"), ("湖南省衡阳市石鼓区", "430407"), ("衡阳市石鼓区", "430407"),
            ("湖南衡阳石鼓", "430407"), ("湖南", "430000"), ("内蒙古", "150000"), ("恩施州", "422800"),
            ("长阳县", "420528"), ("崇文区", "110103"), ("清苑县", "130622"), ("襄樊市", "420600"),
            ("两江新区", "500157"), ("米林县", "540422"), ("三元区", "350404"), ("百色市", "451000"),
            ("北川县", "510726"), ("沈阳市浑南区", "210112"),
        ],
    )  # fmt: skip
    def test_one_name_one_area(self, name: str, code: str) -> None:
        area = resolve(name)
        assert area is not None
        assert area.code == code

    def test_former_areas_say_so(self) -> None:
        former = resolve("清苑县")
        assert former is not None
        assert (former.current, former.valid_to, former.successor) == (False, 2014, "130608")

    def test_ambiguous_names_return_all(self) -> None:
        assert {area.code for area in find("鼓楼区")} == {"320106", "320302", "350102", "410204"}
        assert {area.level for area in find("朝阳")} == {"prefecture", "county"}
        assert len({area.code for area in find("朝阳")}) >= 4

    @pytest.mark.parametrize("name", ["鼓楼区", "朝阳", "朝阳区", "衡阳", "吉林", "桥东区", "江北区"])
    def test_ambiguous_names_are_never_guessed(self, name: str) -> None:
        assert len(find(name)) > 1
        assert resolve(name) is None

    @pytest.mark.parametrize("name", ["临江区", "衡江市", "", "区", "全市", "430407", "本市石鼓"])
    def test_unknown_names(self, name: str) -> None:
        assert find(name) == []
        assert resolve(name, context="湖南省") is None

    @pytest.mark.parametrize("within", ["衡阳市", "430400", "湖南省", "湖南", "湖南省衡阳市"])
    def test_within_narrows(self, within: str) -> None:
        assert [area.code for area in find("石鼓", within=within)] == ["430407"]
        assert find("鼓楼区", within=within) == []

    def test_within_is_no_area_itself(self) -> None:
        assert find("石鼓区", within="石鼓区") == []
        assert find("石鼓区", within="衡江市") == []

    @pytest.mark.parametrize(
        ("name", "context", "code"),
        [
            ("鼓楼区", "南京市", "320106"), ("鼓楼区", "320102", "320106"), ("鼓楼区", "福建省", "350102"),
            ("江北区", "重庆市", "500105"), ("桥东区", "石家庄市", "130103"), ("衡阳县", "石鼓区", "430421"),
            ("石鼓区", "长沙市", "430407"), ("石鼓区", "不存在的地方", "430407"), ("朝阳", "海淀区", "110105"),
        ],
    )  # fmt: skip
    def test_context_decides(self, name: str, context: str, code: str) -> None:
        area = resolve(name, context)
        assert area is not None
        assert area.code == code

    def test_context_that_does_not_decide(self) -> None:
        assert resolve("鼓楼区", "江苏省") is None
        assert resolve("鼓楼区", "湖南省") is None

    def test_level_decides(self) -> None:
        assert resolve("衡阳", level="prefecture") == by_code("430400")
        assert resolve("衡阳", level="county") == by_code("430421")
        assert resolve("衡阳", level="province") is None

    @given(st.sampled_from(IN_FORCE))
    def test_a_full_path_is_never_ambiguous(self, area: area_list.Area) -> None:
        path = "".join(outer.name for outer in reversed(ancestors(area))) + area.name
        assert resolve(path) == area

    @given(st.sampled_from(IN_FORCE), st.sampled_from(IN_FORCE))
    def test_an_answer_bears_the_name_and_is_the_only_one_of_its_ring(
        self, area: area_list.Area, other: area_list.Area
    ) -> None:
        found = resolve(area.name, context=other.code)
        if found is not None:
            assert area.name in (found.name, *found.aliases)
        if other == area:
            assert found == area

    @pytest.mark.parametrize(
        ("name", "level"),
        [
            ("湖南省", "province"), ("衡阳市", "prefecture"), ("耒阳市", "county"), ("石鼓", "county"), ("衡阳", ""),
            ("临江区", "county"), ("湖东省", "province"), ("衡江市", ""), ("雄安新区", "functional"), ("全市", ""),
        ],
    )  # fmt: skip
    def test_level_of(self, name: str, level: str) -> None:
        assert level_of(name) == level


class TestNamesIn:
    @pytest.mark.parametrize(
        ("text", "names"),
        [
            ("湖南省衡阳市石鼓区人民政府", ["湖南省", "衡阳市", "石鼓区"]),
            ("全区与雁峰区、珠晖区签订协议，恩施州来访。", ["雁峰区", "珠晖区", "恩施州"]),
            ("长沙市场、长沙市民、红旗下", ["长沙市"]),
            ("中原区域协同，老城区、新城区并进", []),
            ("建成县城公园，易县柿子", ["易县"]),
            ("保定市易县柿子", ["保定市", "易县"]),
            ("西安市新城区、济南市市中区", ["西安市", "新城区", "济南市", "市中区"]),
            ("主动适应城市发展，沿海城市开放，应城市和海城市除外", ["应城市", "海城市"]),
            ("南昌都市圈、抚顺城区、山东城区", []),
            ("昌都地区生产总值、喀什地区生产总值", ["喀什地区"]),
            ("岳阳经济技术开发区和岳阳经开区", ["岳阳经济技术开发区", "岳阳经开区"]),
            ("石鼓、雁峰增长快", []),
            ("", []),
        ],
    )
    def test_names(self, text: str, names: list[str]) -> None:
        assert [found.name for found in names_in(text)] == names

    def test_short_names_where_asked_for(self) -> None:
        assert [found.name for found in names_in("石鼓、雁峰、衡南县", short=True)] == ["石鼓", "雁峰", "衡南县"]

    @given(st.lists(st.sampled_from(["石鼓区", "市", "衡阳", "朝阳区", "易县", "场", "，", "城区", "南", "a", "域"])))
    def test_spans_are_in_order_apart_and_quote_the_text(self, parts: list[str]) -> None:
        text = "".join(parts)
        end = 0
        for found in names_in(text):
            assert found.start >= end
            assert text[found.start : found.end] == found.name
            assert find(found.name)
            end = found.end


def test_loading_takes_less_than_100_ms_of_processor_time() -> None:
    code = (
        "import time; from hengliang.codes.areas import find, names_in; t = time.process_time(); "
        "find('石鼓区'); names_in('石鼓区'); print(time.process_time() - t)"
    )
    spent = min(float(subprocess.check_output([sys.executable, "-c", code])) for _ in range(3))
    assert spent < 0.1
