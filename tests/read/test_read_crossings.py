"""The cells among crossing lines are pdfplumber's, found in less time."""

from __future__ import annotations

import time

from hypothesis import given, settings
from hypothesis import strategies as st
from pdfplumber.table import cells_to_tables, edges_to_intersections, intersections_to_cells

from hengliang.read.crossings import enclosed
from hengliang.read.glyphs import across, down
from hengliang.read.ruling import SNAP, merged_edges

ENDS = st.tuples(st.integers(0, 9), st.integers(0, 9), st.integers(0, 9), st.floats(0, 2))


@settings(max_examples=60, deadline=None)
@given(st.lists(ENDS, max_size=12), st.lists(ENDS, max_size=12))
def test_cells_are_those_of_pdfplumber(flat, upright):
    rules = [across(10 * at + off, 10 * min(a, b), 10 * max(a, b) + off) for at, a, b, off in flat if a != b]
    rules += [down(10 * at + off, 10 * min(a, b), 10 * max(a, b) + off) for at, a, b, off in upright if a != b]
    edges = merged_edges(rules)
    cells = intersections_to_cells(edges_to_intersections(edges, SNAP, SNAP))
    found = enclosed(edges, SNAP)
    assert sorted(cell for table in found for cell in table) == sorted(cells)
    tables = {tuple(sorted(table)) for table in found if len(table) > 1}
    assert tables == {tuple(sorted(table)) for table in cells_to_tables(cells) if len(table) > 1}


def test_graph_paper_costs_no_minute():
    rules = [rule(4.0 * i, 0, 400) for i in range(100) for rule in (across, down)]
    begin = time.perf_counter()
    (cells,) = enclosed(merged_edges(rules), SNAP)
    assert len(cells) == 99 * 99
    assert time.perf_counter() - begin < 5
