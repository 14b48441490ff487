"""Small tables that hold, for tests to break: invented figures of an invented district."""

from decimal import Decimal

import polars as pl

from hengliang.schema import polars_schema

REPORT, DIGEST = "临江区2021年政府工作报告.txt", "临江日报-2021年两会摘要.txt"
_NAMES = (REPORT, DIGEST)
_KEY = {
    "indicator": "城镇居民人均可支配收入", "indicator_code": "", "ref_area": "临江区", "ref_area_code": "",
    "time_period": "2020", "measure": "level", "base_period": "", "share_of": "", "peer_group": "", "status": "actual",
    "price_basis": "",
}  # fmt: skip


def frame(table, rows):
    return pl.DataFrame(rows, schema=polars_schema(table), orient="row")


def observation(number, document=0, value="42312", unit="元", **changes):
    quote, exact = f"{value}{unit}", Decimal(value)
    step = Decimal(1).scaleb(exact.as_tuple().exponent) / 2
    row = {
        **_KEY, "observation_id": f"{number:024x}", "document_id": f"{document:064x}", "document": _NAMES[document],
        "vintage": "", "bound": "exact", "qualifier": "", "value": value, "value_high": None, "unit": unit,
        "obs_value": exact, "obs_lower": exact - step, "obs_upper": exact + step, "unit_measure": "CNY", "page": 1,
        "start": 10 * number, "end": 10 * number + len(quote), "quote": quote, "sentence": f"收入达到{quote}。",
        "box": None, "evidence": "{}",
    }  # fmt: skip
    return row | changes


def fact(number, observation_ids, **changes):
    row = {
        **_KEY, "fact_id": f"fact-{number}", "scope": "", "vintage": "", "value": "42312", "unit": "元",
        "obs_value": Decimal(42312), "obs_lower": Decimal("42311.5"), "obs_upper": Decimal("42312.5"),
        "unit_measure": "CNY", "sources": 2, "independent_sources": 1, "verdict": "corroborated",
        "observation_ids": [f"{item:024x}" for item in observation_ids],
        "spans": [{"document": REPORT, "start": 0, "end": 6, "quote": "42312元"}],
    }  # fmt: skip
    return row | changes


def document(number, **changes):
    row = {
        "document_id": f"{number:064x}", "document": _NAMES[number], "kind": "work_report", "title": "政府工作报告",
        "ref_area": "临江区", "ref_area_code": "", "time_period": "2020", "published": "2021", "publisher": "",
        "encoding": "utf-8", "reader": "text", "pages": 1, "characters": 100, "observations": 1, "outcome": "published",
        "unread": "", "path": "reports", "rules_version": "1",
    }  # fmt: skip
    return row | changes


def tables(observations=None, facts=None, documents=None):
    """Two documents that both state 42312元, or what is given instead."""
    observations = observations or [observation(1), observation(2, 1)]
    numbers = [
        {
            "document_id": row["document_id"], "document": row["document"], "start": row["start"], "end": row["end"],
            "text": row["value"], "value": row["value"], "unit": row["unit"], "outcome": "observation", "reason": "",
            "observation_ids": [row["observation_id"]],
        }
        for row in observations
    ]  # fmt: skip
    return {
        "documents": frame("documents", documents or [document(0), document(1)]),
        "observations": frame("observations", observations),
        "numbers": frame("numbers", numbers),
        "facts": frame("facts", facts or [fact(1, [1, 2])]),
        "findings": frame("findings", []),
    }
