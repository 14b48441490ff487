"""Limits come from the environment; what they refuse names them, and is tried again when they change."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from hengliang.limits import Limits, LimitsError, limits, use
from hengliang.rules import version_here

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(autouse=True)
def forget() -> Iterator[None]:
    use(None)
    yield
    use(None)


def test_the_environment_sets_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    before = version_here("1")
    monkeypatch.setenv("HENGLIANG_PAGES", "7")
    use(None)
    assert limits().pages == 7
    assert version_here("1") != before, "what was refused is due again"


@pytest.mark.parametrize("value", ["many", "0", "-3"])
def test_what_is_no_limit_is_said(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("HENGLIANG_PAGES", value)
    with pytest.raises(LimitsError, match="HENGLIANG_PAGES"):
        limits()


@pytest.mark.parametrize(
    ("name", "told"), [("memory_mb", "3072 MB"), ("seconds_per_page", "60 秒"), ("pixels", "40000000")]
)
def test_a_sentence_names_the_limit_and_its_variable(name: str, told: str) -> None:
    assert told in Limits().told(name)
    assert f"HENGLIANG_{name.upper()}" in Limits().told(name)
