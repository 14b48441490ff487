"""Cells with sentences."""

from __future__ import annotations

import pytest

from hengliang.text.cell_prose import is_prose


@pytest.mark.parametrize(
    ("words", "prose"),
    [
        ("新建河堤2公里，改造泵站3座。绿化面积500平方米，安装路灯120盏。", True),
        ("电力、热力、燃气及水生产和供应业增加值占地区生产总值的比重（不含农户自用的部分）", False),
        ("见附注。", False),
    ],
)
def test_prose(words, prose):
    assert is_prose(words) is prose
