"""Invented reports and results that the flow tests share."""

from __future__ import annotations

from expectations import ExpectationResult

#: Invented, as every sentence in the tests.
REPORT = """青岚区2020年政府工作报告
一、2020年工作回顾
2020年，全区完成地区生产总值120.5亿元，比上年增长3.9%。城镇居民人均可支配收入达到38216元，增长4.8%。
"""
COMMUNIQUE = """青岚区2020年国民经济和社会发展统计公报
一、综合
2020年，全区地区生产总值102.5亿元，比上年增长3.9%。城镇居民人均可支配收入38216元，增长4.8%。
"""


def result(*, success: bool, ids: tuple[str, ...] = ()) -> ExpectationResult:
    """A hard expectation and what came out."""
    return ExpectationResult(
        table="observations", suite="s", name="n", title="假设的检查", title_en="a pretended check",
        severity="hard", success=success, checked=9, failing=ids, rows=tuple(range(len(ids))),
    )  # fmt: skip
