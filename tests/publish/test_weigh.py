"""A store that grows document by document says the same as one that is weighed as a whole."""

from __future__ import annotations

import hashlib
import sys
import tempfile
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hengliang import schema
from hengliang.publish.store import Store
from hengliang.publish.weigh import weigh_store
from hengliang.publish.weighings import Weighings
from hengliang.reconcile import quotes_of, reconcile

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "reconcile"))
from frames import documents, observation, observations

#: What two reports and a newspaper that copies one of them may say, a line for each figure.
LINES = [
    ("云溪县建成农村公路", "7362", "公里", "，沿线村庄全部通车。", "农村公路建成里程"),
    ("今年新建标准厂房", "58.4", "万平方米", "，入园企业明显增多。", "标准厂房新建面积"),
    ("云溪县发放创业贷款", "1.27", "亿元", "，带动一批青年返乡。", "创业贷款发放额"),
    ("城区更换老旧供水管网", "236", "公里", "，水压不足的问题得到解决。", "老旧供水管网更换里程"),
    ("全年免费培训乡村医生", "1845", "人", "，基层诊疗能力有所提高。", "乡村医生培训人数"),
    ("云溪县双季稻示范片亩产达到", "3200", "斤", "，再创新高。", "双季稻示范片亩产"),
]
SLIPS = ["7362", "736", "58.4", "54.8", "1.27", "12.7", "236", "1845", "3200"]
RARELY = settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def report(name: str, figures: list[str], area: str, year: str) -> dict[str, pl.DataFrame]:
    """What ``put`` takes for one document with one sentence a figure."""
    rows: list[dict[str, Any]] = []
    at = 0
    for (before, value, unit, after, indicator), figure in zip(LINES, figures, strict=False):
        number = figure if figure in SLIPS else value
        sentence = f"{before}{number}{unit}{after}"
        where = {"indicator": indicator, "sentence": sentence, "ref_area": area, "time_period": year}
        rows.append(observation(name, at + len(before), number + unit, number, unit, **where))
        at += len(sentence)
    kind = "newspaper" if "报" in name else "work_report"
    return {
        "documents": documents({name: kind}),
        "observations": observations(rows),
        "numbers": schema.empty("numbers"),
    }


REPORTS = st.lists(
    st.tuples(
        st.lists(st.sampled_from([*SLIPS, ""]), min_size=3, max_size=len(LINES)),
        st.sampled_from(["云溪县", "石桥县"]),
        st.sampled_from(["2020", "2021"]),
    ),
    min_size=2,
    max_size=6,
)


def together(given_: list[dict[str, pl.DataFrame]], decisions: pl.DataFrame | None = None) -> dict[str, list[str]]:
    result = reconcile(
        pl.concat([one["observations"] for one in given_]), pl.concat([one["documents"] for one in given_]), decisions
    )
    return {"facts": said(result.facts), "findings": said(result.findings)}


def said(frame: pl.DataFrame) -> list[str]:
    return sorted(map(repr, frame.to_dicts()))


def stored(store: Store) -> dict[str, list[str]]:
    return {table: said(store.read(table)) for table in ("facts", "findings")}


@RARELY
@given(REPORTS, st.randoms())
def test_documents_one_by_one_in_any_order_give_what_all_together_give(
    drawn: list[tuple[list[str], str, str]], random: Any
) -> None:
    made = [report(f"{'晚报' if n % 3 == 2 else '报告'}{n}.txt", *one) for n, one in enumerate(drawn)]
    wanted = together(made)
    random.shuffle(made)
    with tempfile.TemporaryDirectory() as folder:
        store = Store(folder)
        for one in made:
            store.put(**one)
            weigh_store(store)
        assert stored(store) == wanted
        weigh_store(store, everything=True)
        assert stored(store) == wanted
        printed = pl.concat([one["observations"] for one in made])
        assert said(store.read("observations")) == said(printed), "nothing printed is ever changed"
        assert set(store.read("facts")["value"].drop_nulls()) <= set(printed["value"]), (
            "a fact's value is a printed one"
        )


def test_a_new_document_is_weighed_alone_and_a_replaced_one_weighs_everything(tmp_path: Path) -> None:
    store = Store(tmp_path)
    first = [report(f"报告{n}.txt", ["7362"], "云溪县", str(2010 + 3 * n)) for n in range(8)]
    for one in first:
        store.put(**one)
    assert weigh_store(store).everything
    store.put(**report("报告9.txt", ["736"], "云溪县", "2010"))
    weighing = weigh_store(store)
    assert (weighing.changed, weighing.everything) == (1, False)
    assert weigh_store(store).changed == 0
    store.put(**report("报告9.txt", ["7362"], "云溪县", "2010"))
    assert weigh_store(store).everything
    assert store.read("findings").get_column("severity").to_list() == ["none"]


def test_a_decision_counts_for_documents_that_are_not_weighed_again(tmp_path: Path) -> None:
    store = Store(tmp_path)
    made = [report("甲报告.txt", ["7362"], "云溪县", "2020"), report("乙报告.txt", ["736"], "云溪县", "2020")]
    made += [report(f"报告{n}.txt", ["7362"], "石桥县", str(2010 + 3 * n)) for n in range(8)]
    for one in made:
        store.put(**one)
    weigh_store(store)
    (finding,) = store.read("findings").filter(pl.col("kind") == "cross_source").to_dicts()
    choice = made[0]["observations"].item(0, "observation_id")
    row = {"finding_id": finding["finding_id"], "choice": choice, "reason": "查对原件", "who": "李", "decided_at": "2021-04-01T08:00:00+08:00"}  # fmt: skip
    ledger = pl.DataFrame([row | {"quotes": quotes_of(finding["spans"])}], schema=schema.polars_schema("decisions"))
    store.append("decisions", ledger)
    made.append(report("新报告.txt", ["58.4"], "石桥县", "2020"))
    store.put(**made[-1])
    assert not weigh_store(store).everything
    assert stored(store) == together(made, ledger)
    assert "decided" in store.read("facts").get_column("verdict").to_list()


@pytest.mark.parametrize("step", ["_present", "_commit"])
def test_a_weighing_that_is_killed_is_not_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str) -> None:
    store = Store(tmp_path)
    made = [report(f"报告{n}.txt", ["7362"], "云溪县", str(2010 + n)) for n in range(8)]
    for one in made:
        store.put(**one)
    weigh_store(store)
    before = stored(store)
    made.append(report("报告9.txt", ["736"], "云溪县", "2010"))
    store.put(**made[-1])

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(Weighings, step, killed)
        with pytest.raises(KeyboardInterrupt):
            weigh_store(store)
    assert stored(store) == before
    weigh_store(store)
    assert stored(store) == together(made)


def test_what_is_in_quarantine_is_left_out(tmp_path: Path) -> None:
    store = Store(tmp_path)
    made = [report(f"报告{n}.txt", ["7362", "58.4"], "云溪县", str(2010 + n)) for n in range(8)]
    made.append(report("报告9.txt", ["736", "54.8"], "云溪县", "2010"))
    for one in made:
        store.put(**one)
    weigh_store(store)
    bad = made[-1]["observations"].row(0, named=True)
    row = {name: bad.get(name, "x") for name in schema.polars_schema("quarantine").names()}
    store.replace("quarantine", pl.DataFrame([row], schema=schema.polars_schema("quarantine")))
    assert not weigh_store(store, without_quarantine=True).everything
    left = [
        {**one, "observations": one["observations"].filter(pl.col("observation_id") != bad["observation_id"])}
        for one in made
    ]
    assert stored(store) == together(left)


def test_a_store_of_an_older_version_is_weighed_as_a_whole(tmp_path: Path) -> None:
    store = Store(tmp_path)
    made = [report(f"报告{n}.txt", ["7362"], "云溪县", str(2010 + 3 * n)) for n in range(3)]
    for one in made:
        store.put(**one)
    result = reconcile(made[0]["observations"], made[0]["documents"])
    store.replace("facts", result.facts)
    store.replace("findings", result.findings.head(0))
    assert weigh_store(store).everything
    assert stored(store) == together(made)


def test_ids_are_the_same_on_every_machine() -> None:
    from hengliang.reconcile.blocks import digest

    assert digest("云溪县") == int.from_bytes(hashlib.sha256("云溪县".encode()).digest()[:8], "big", signed=True)
