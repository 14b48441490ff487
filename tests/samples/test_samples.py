"""The samples say what their README says: the arithmetic holds, and one misprint is planted and no other."""

from __future__ import annotations

import importlib.util
import re
from decimal import Decimal
from pathlib import Path

import pdfplumber
import polars as pl
import pytest

from hengliang.extraction import extract_document
from hengliang.read import read

SAMPLES = Path(__file__).parents[2] / "samples"
REPORT = (SAMPLES / "临江区2021年政府工作报告.txt").read_text(encoding="utf-8")
DIGEST = (SAMPLES / "临江日报-2021年两会摘要.txt").read_text(encoding="utf-8")
PDF = SAMPLES / "衡江市2020年统计公报.pdf"
NUMBER = r"(\d+(?:\.\d+)?)"


def say(pattern: str) -> tuple[Decimal, ...]:
    """The numbers at the # signs of a phrase, which must stand in the report exactly once."""
    found = re.findall(re.escape(pattern).replace(r"\#", NUMBER), REPORT)
    assert len(found) == 1, (pattern, found)
    return tuple(Decimal(number) for number in (found[0] if isinstance(found[0], tuple) else found))


def near(printed: Decimal, low: Decimal, high: Decimal) -> bool:
    """Whether what a number can be before rounding meets the interval."""
    half = Decimal(1).scaleb(int(printed.as_tuple().exponent)) / 2
    return printed - half <= high and low < printed + half


def ends(printed: Decimal) -> tuple[Decimal, Decimal]:
    half = Decimal(1).scaleb(int(printed.as_tuple().exponent)) / 2
    return printed - half, printed + half


def is_ratio(printed: Decimal, above: Decimal, below: Decimal, factor: int = 1) -> bool:
    (low, high), (least, most) = ends(above), ends(below)
    return near(printed, low / most * factor, high / least * factor)


def compound(base: Decimal, percent: Decimal, years: int) -> tuple[Decimal, Decimal]:
    (low, high), (slow, fast) = ends(base), ends(percent)
    return low * (1 + slow / 100) ** years, high * (1 + fast / 100) ** years


class TestReport:
    def test_length_is_that_of_a_short_report(self) -> None:
        assert 2500 <= len(REPORT) <= 3500
        assert 1000 <= len(DIGEST) <= 1400

    def test_multiples_and_average_growth(self) -> None:
        multiples = say("分别是2015年的#、#、#、#倍")
        growth = say("倍，年均分别增长#%、#%、#%、#%")
        for multiple, percent in zip(multiples, growth, strict=True):
            assert near(multiple, *compound(Decimal("1.000000"), percent, 5)), (multiple, percent)

    def test_incomes(self) -> None:
        levels = say("人均可支配收入分别为#元、#元")
        assert levels == (Decimal(42312), Decimal(24449))
        for multiple, percent in zip(say("元，分别是2015年的#倍、#倍"), say("倍，年均分别增长#%、#%。"), strict=True):
            assert near(multiple, *compound(Decimal("1.000000"), percent, 5))
        targets, rates = say("收入分别达到#万元、#万元"), say("万元，年均分别增长#%、#%。")
        for level, target, percent in zip(levels, targets, rates, strict=True):
            low, high = compound(level, percent, 5)
            assert near(target, low / 10000, high / 10000)

    def test_revenue(self) -> None:
        base, level = say("收入由2015年的#亿元增加到#亿元")
        assert is_ratio(Decimal("1.41"), level, base)
        tax, share = say("其中税收收入#亿元，税收占比达#%")
        assert is_ratio(share, tax, level, 100)
        percent, target = say("一般公共预算收入增长#%、达到#亿元")
        assert near(target, *compound(level, percent, 1))

    def test_product_and_its_parts(self) -> None:
        (product, *_), parts = (
            say("地区生产总值#亿元，增长#%；"),
            say("产业增加值#亿元，第二产业增加值#亿元，第三产业增加值#亿元"),
        )
        shares = say("调整到2020年的#:#:#，")
        assert sum(parts) == product
        assert sum(shares) == 100
        assert all(is_ratio(share, part, product, 100) for share, part in zip(shares, parts, strict=True))
        earlier = say("由2015年的#:#:#调整")
        assert sum(earlier) == 100
        assert say("第三产业比重提高#个百分点") == (shares[2] - earlier[2],)
        assert sum(say("三次产业结构调整为#:#:#。")) == 100
        high_tech, share = say("产业增加值#亿元，占地区生产总值的比重为#%")
        assert is_ratio(share, high_tech, product, 100)

    def test_people(self) -> None:
        people, urban, rate, per_head = say("人口#万人，其中城镇人口#万人，城镇化率#%，人均地区生产总值达到#万元")
        assert is_ratio(rate, urban, people, 100)
        product, _ = say("地区生产总值#亿元，增长#%；")
        assert is_ratio(per_head, product, people)

    def test_sums_and_shares(self) -> None:
        projects, invested, plan, percent = say("#个重点项目完成投资#亿元，为年度计划#亿元的#%")
        counts_and_amounts = say(
            "产业项目#个，完成投资#亿元；基础设施项目#个，完成投资#亿元；民生项目#个，完成投资#亿元"
        )
        assert sum(counts_and_amounts[::2]) == projects
        assert sum(counts_and_amounts[1::2]) == invested
        assert is_ratio(percent, invested, plan, 100)
        *funds, total = say("预算内资金#亿元、专项债券资金#亿元、各类补助资金#亿元，合计#亿元")
        assert sum(funds) == total
        spending, social, share = say("预算支出#亿元，其中民生支出#亿元，占比#%")
        assert is_ratio(share, social, spending, 100)

    def test_counts(self) -> None:
        before, after, multiple = say("由#家增加到#家，是2015年的#倍")
        assert after / before == multiple
        motions, proposals, both, content, rate = say("建议#件、政协委员提案#件，#件建议提案中#件获满意评价，满意率#%")
        assert motions + proposals == both
        assert near(rate, content / both * 100, content / both * 100)
        days, rate = say("优良天数#天，优良率#%")
        assert near(rate, days / 366 * 100, days / 366 * 100)
        net, total, percent = say("市场主体#户，总量达到#万户，增长#%")
        low, high = (end * 10000 for end in ends(total))
        assert near(percent, net / (high - net) * 100, net / (low - net) * 100)
        area, crop, per_mu = say("播种面积#万亩，总产量#万吨，平均亩产#公斤")
        assert is_ratio(per_mu, crop, area, 1000)
        listed = re.search(r"限额以上商贸企业27家，(.+?)等5家企业", REPORT)
        assert listed is not None
        assert len(listed[1].split("、")) == 5

    def test_targets_can_be_reached_at_the_growth_promised(self) -> None:
        product, _ = say("地区生产总值#亿元，增长#%；")
        percent, target = say("地区生产总值年均增长#%以上，2025年突破#亿元")
        in_2025 = product * (1 + percent / 100) ** 5
        assert in_2025 > target
        people, per_head = say("达到#万人左右，人均地区生产总值突破#万元")
        assert in_2025 / people > per_head
        (invested,) = say("完成固定资产投资#亿元")
        percent, total = say("固定资产投资年均增长#%以上，五年累计完成#亿元以上")
        assert sum(invested * (1 + percent / 100) ** year for year in range(1, 6)) > total


class TestDigest:
    def test_one_number_differs_from_the_report_and_no_other(self) -> None:
        own = {"2", "22", "21"}  # its date and page
        report, digest = (re.findall(NUMBER, text) for text in (REPORT, DIGEST))
        assert set(digest) - set(report) - own == {"387"}
        assert "累计完成棚户区改造3874户" in REPORT
        assert "累计完成棚户区改造387户" in DIGEST

    def test_its_clauses_are_copied_but_for_the_misprint(self) -> None:
        clauses = [clause for clause in re.split(r"[，。；\n◎]", DIGEST) if re.search(r"\d", clause)]
        original = REPORT.replace("倍", "")  # 1.45、1.41倍 in one, 1.45倍、1.41倍 in the other
        changed = [c for c in clauses if c.replace("387户", "3874户").replace("倍", "") not in original]
        assert len(clauses) > 50
        assert changed == [
            "临江日报  2021年1月22日  第2版  两会特刊",
            "一年·2020年账本",
            "今年·2021年目标",
        ]


@pytest.fixture(scope="module")
def tables() -> list[list[list[str | None]]]:
    """The tables of the PDF as pdfplumber finds them: rows of cells."""
    with pdfplumber.open(PDF) as document:
        return [table for page in document.pages for table in page.extract_tables()]


class TestPdf:
    def test_text_comes_out_right(self) -> None:
        with pdfplumber.open(PDF) as document:
            text = "".join(page.extract_text() for page in document.pages).replace("\n", "")
        assert "衡江市2020年国民经济和社会发展统计公报" in text
        assert "临江区地区生产总值208.6亿元，增长3.9%" in text
        assert text.count("单位：亿元") == 2

    def test_districts_sum_to_the_city(self, tables: list[list[list[str | None]]]) -> None:
        city, *districts = tables[1][2:]
        assert len(districts) == 7
        for column in (1, 3, 5):
            assert sum(Decimal(row[column] or "") for row in districts) == Decimal(city[column] or "")
            before = sum(Decimal(row[column] or "") / (1 + Decimal(row[column + 1] or "") / 100) for row in districts)
            growth = (Decimal(city[column] or "") / before - 1) * 100
            assert near(Decimal(city[column + 1] or ""), growth, growth)

    def test_tables_agree_with_each_other_and_with_the_report(self, tables: list[list[list[str | None]]]) -> None:
        indicators = {row[0]: row[1:] for row in tables[0][1:]}
        areas = {row[0]: row[1:] for row in tables[1][2:]}
        names = ("地区生产总值", "一般公共预算收入", "社会消费品零售总额")
        assert areas["全市"] == [value for name in names for value in indicators[name]]
        industries = [Decimal(indicators[f"第{number}产业增加值"][0] or "") for number in "一二三"]
        assert sum(industries) == Decimal(indicators["地区生产总值"][0] or "")
        own = [*say("地区生产总值#亿元，增长#%；"), *say("一般公共预算收入#亿元，增长#%"), *say("总额#亿元，下降#%")]
        assert [abs(Decimal(value or "")) for value in areas["临江区"]] == own

    def test_ranks_of_the_report_hold_in_the_table(self, tables: list[list[list[str | None]]]) -> None:
        rows = {row[0]: row for row in tables[1][3:]}
        revenue = sorted((Decimal(row[3] or "") for row in rows.values()), reverse=True)
        assert revenue.index(Decimal(rows["临江区"][3] or "")) == 2
        city_districts = [row for name, row in rows.items() if name and name.endswith("区")]
        assert max(city_districts, key=lambda row: Decimal(row[4] or ""))[0] == "临江区"

    def test_the_committed_file_is_what_the_script_makes(self, tmp_path: Path) -> None:
        pytest.importorskip("reportlab")
        spec = importlib.util.spec_from_file_location("make_pdf", Path(__file__).with_name("make_pdf.py"))
        assert spec is not None
        assert spec.loader is not None
        script = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(script)
        script.make(tmp_path / "made.pdf")
        assert (tmp_path / "made.pdf").read_bytes() == PDF.read_bytes()
        assert PDF.stat().st_size < 60_000


#: Why a number of running text may be left out. The sample's one number without a unit is of a table's caption.
_FAIR = {"date", "list_number", "indefinite", "ordinal", "name", "duration", "slogan", "table_header", "page_number"}


@pytest.mark.parametrize("path", sorted(SAMPLES.iterdir()), ids=lambda path: path.suffix[1:] + str(len(path.name)))
def test_every_number_is_accounted_for_and_none_left_out_for_want_of_a_subject(path: Path) -> None:
    numbers = extract_document(read(path)).numbers
    assert numbers.filter(pl.col("outcome") == "unexplained").is_empty()
    left_out = numbers.filter((pl.col("outcome") == "ignored") & ~pl.col("reason").is_in(_FAIR))
    assert left_out.height <= (path.suffix == ".pdf"), left_out
    assert numbers.filter(pl.col("outcome") == "ignored").height < 0.4 * numbers.height
