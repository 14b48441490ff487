"""Word classes of the binding rules."""

from __future__ import annotations

import re
from dataclasses import fields

import pytest

from hengliang.codes import grammar
from hengliang.codes.grammar import Grammar, load_grammar

NAMES = [field.name for field in fields(Grammar)]


def written(**classes: str) -> str:
    return "".join(f"{name} = {classes.get(name, '[]')}\n" for name in NAMES)


@pytest.fixture
def codelist(tmp_path, monkeypatch):
    monkeypatch.setattr(grammar, "files", lambda _: tmp_path)
    return tmp_path / "grammar.toml"


@pytest.mark.parametrize("name", NAMES)
def test_words_are_longest_first_and_none_is_empty(name):
    words = getattr(load_grammar(), name)
    assert words
    assert all(word.strip() == word and word for word in words)
    assert [len(word) for word in words] == sorted((len(word) for word in words), reverse=True)


def test_alternatives_take_the_longest():
    assert re.match(load_grammar().alternatives("growth_verbs"), "增长")[0] == "增长"
    assert re.match(load_grammar().alternatives("rank_verbs"), "排名第一")[0] == "排名"


@pytest.mark.parametrize(("part", "whole"), [("shared_verbs", "content_verbs"), ("self_relational", "relational")])
def test_subclasses_lie_within_their_class(part, whole):
    missing = set(getattr(load_grammar(), part)) - set(getattr(load_grammar(), whole))
    # Shared by the items of a list without being a flow of their own, or built from a flow (新引进, 提质改造).
    known = {"完成", "新引进", "新注册", "提质改造"} | {"个数", "总数"}
    assert missing <= known


def test_what_falls_is_a_word_of_growth():
    words = load_grammar()
    assert set(words.falling) <= {*words.growth_verbs, *words.growth_nouns, "低于"}


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        (written() + 'more = ["又"]\n', "more"),
        (written().replace("heads = []\n", ""), "heads"),
        (written(lead='["其中", "此外", "其中"]'), "lead: .'其中'. twice"),
    ],
)
def test_a_wrong_codelist_is_an_error(codelist, text, complaint):
    codelist.write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match=complaint):
        load_grammar.__wrapped__()


def test_a_right_codelist_loads(codelist):
    codelist.write_text(written(lead='["又", "其中"]'), encoding="utf-8")
    assert load_grammar.__wrapped__().lead == ("其中", "又")
