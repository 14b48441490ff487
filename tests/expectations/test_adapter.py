"""Frames on their way to Great Expectations: pairs of sources, filters, and values that stay exact."""

import json
from decimal import Decimal

import numpy as np
import polars as pl
import pytest
from expectation_tables import document, fact, frame, observation, tables
from hypothesis import given, settings
from hypothesis import strategies as st

from expectations import frames
from expectations.adapter import select, to_pandas
from expectations.pairs import AGREEMENT, pair_sources
from expectations.suite import Matches
from hengliang.reconcile.statement import statements
from hengliang.schema import BOUNDS, NUMERIC

amounts = st.decimals(min_value=-(10**20), max_value=10**20, places=10, allow_nan=False, allow_infinity=False)


@settings(deadline=None)  # the first example imports pandas
@given(st.lists(st.none() | amounts, max_size=20))
def test_decimals_stay_exact(values):
    given_frame = pl.DataFrame({"obs_value": values}, schema={"obs_value": NUMERIC})
    assert list(to_pandas(given_frame)["obs_value"]) == values


def test_types_are_numpys_and_nulls_are_none():
    given_frame = pl.DataFrame({"n": [1, 2], "m": [1, None], "text": ["甲", None], "yes": [True, None]})
    made = to_pandas(given_frame)
    assert made["n"].dtype == np.int64
    assert all(made[name].dtype == object and made[name][1] is None for name in ("m", "text", "yes"))


def test_lists_and_structs_become_json():
    made = to_pandas(frame("facts", [fact(1, [1, 2]), fact(2, []), fact(3, []) | {"observation_ids": None}]))
    assert json.loads(made["observation_ids"][0]) == [f"{1:024x}", f"{2:024x}"]
    assert made["observation_ids"][1] == "[]"
    assert made["observation_ids"][2] is None
    assert json.loads(made["spans"][0])[0]["quote"] == "42312元"


def test_filters_keep_the_position_of_their_rows():
    rows = [
        observation(1),
        observation(2, measure="share"),
        observation(3, measure="rank"),
        observation(4, measure=None),
    ]
    observations = frame("observations", rows)
    assert select(observations, {})["row"].to_list() == [0, 1, 2, 3]
    assert select(observations, {"measure": "share"})["row"].to_list() == [1]
    assert select(observations, {"measure": ["share", "rank"]})["row"].to_list() == [1, 2]
    assert select(observations, {"measure": Matches(regex="^[sl]")})["row"].to_list() == [0, 1]
    assert select(observations, {"obs_value": 42312, "page": 1, "measure": "rank"})["row"].to_list() == [2]
    assert list(to_pandas(select(observations, {"measure": "share"})).index) == [1]


def test_pairs_are_of_one_fact_in_different_documents():
    rows = [observation(1), observation(2, 1), observation(3), observation(4, 1)]
    facts = frame("facts", [fact(1, [1, 2, 3]), fact(2, [4])])
    pairs = pair_sources(facts, frame("observations", rows))
    assert pairs.schema == AGREEMENT
    assert pairs.select("observation_id_a", "observation_id_b").rows() == [
        (f"{1:024x}", f"{2:024x}"),
        (f"{3:024x}", f"{2:024x}"),
    ]


@given(st.permutations(range(6)))
def test_the_order_of_rows_does_not_matter(order):
    rows = [observation(number, number % 2) for number in range(6)]
    facts = frame("facts", [fact(1, [0, 1, 2]), fact(2, [3, 4, 5])])
    straight = pair_sources(facts, frame("observations", rows))
    shuffled = pair_sources(facts[::-1], frame("observations", [rows[place] for place in order]))
    assert shuffled.equals(straight)
    assert straight.height == 4


@pytest.mark.parametrize("bound", BOUNDS)
@pytest.mark.parametrize("value", ["5", "-5"])
def test_ends_belong_to_the_interval_where_reconciling_says_so(bound, value):
    rows = [observation(1, value=value, bound=bound), observation(2, 1, value=value, bound=bound)]
    (pair,) = pair_sources(frame("facts", [fact(1, [1, 2])]), frame("observations", rows)).to_dicts()
    stated = statements(rows[:1])[0].stated
    assert (pair["lower_closed_a"], pair["upper_closed_a"]) == (stated.lower_closed, stated.upper_closed)


def test_a_row_without_a_value_does_not_stop_the_pairing():
    rows = [observation(1, obs_value=None, bound=None), observation(2, 1)]
    assert pair_sources(frame("facts", [fact(1, [1, 2])]), frame("observations", rows)).height == 1


def test_other_columns_than_the_schemas_are_refused():
    given_tables = tables()
    given_tables["facts"] = given_tables["facts"].drop("verdict").with_columns(extra=pl.lit(Decimal(1)))
    with pytest.raises(ValueError, match="table facts lacks verdict and has unknown extra"):
        frames.prepare(given_tables)


def test_tables_that_are_not_there_are_left_out():
    assert set(frames.prepare({"documents": frame("documents", [document(0)])})) == {"documents"}
