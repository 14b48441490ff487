"""The documents say what is so: their links lead somewhere, and their examples print what they show."""

from __future__ import annotations

import ast
import re
import tomllib
from typing import TYPE_CHECKING

import pytest
from readme_examples import READMES, ROOT, commands, examples, run_all, settled

import hengliang

if TYPE_CHECKING:
    from pathlib import Path

DOCUMENTS = sorted(
    path.relative_to(ROOT).as_posix()
    for pattern in ("*.md", "docs/**/*.md", "hengliang/**/*.md")
    for path in ROOT.glob(pattern)
)
LINK = re.compile(r"\]\(([^)\s]+)\)")


@pytest.mark.parametrize("document", DOCUMENTS)
def test_links_lead_to_files(document: str) -> None:
    path = ROOT / document
    links = [link.split("#")[0] for link in LINK.findall(path.read_text(encoding="utf-8")) if "://" not in link]
    assert [link for link in links if link and not (path.parent / link).exists()] == []


def test_every_decision_is_in_the_index() -> None:
    index = (ROOT / "docs" / "decisions" / "README.md").read_text(encoding="utf-8")
    records = {path.name for path in (ROOT / "docs" / "decisions").glob("*.md")} - {"README.md"}
    assert records
    assert {name for name in records if f"]({name})" not in index} == set()


def test_make_targets_that_documents_name_exist() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    named = {
        name
        for document in DOCUMENTS
        for name in re.findall(r"`make ([a-z-]+)", (ROOT / document).read_text(encoding="utf-8"))
    }
    assert {"run", "test"} <= named <= targets


def test_the_version_is_said_once_and_has_its_entry() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["version"] == hengliang.__version__
    assert f"## [{hengliang.__version__}]" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("readme", READMES)
def test_readmes_show_every_command(readme: str) -> None:
    from hengliang.cli import main

    shown = {command.split()[1] for command, _ in examples(readme)}
    assert shown == set(main.commands)


def python_of(readme: str) -> list[str]:
    """The Python examples, without what comments say."""
    blocks = re.findall(
        r"^```python\n(.*?)^```$", (ROOT / readme).read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL
    )
    return [ast.unparse(ast.parse(block)) for block in blocks]


def test_both_readmes_show_the_same_examples() -> None:
    english, chinese = READMES
    assert len(python_of(english)) >= 4
    assert python_of(english) == python_of(chinese)
    assert examples(english) == examples(chinese)


@pytest.mark.integration
def test_examples_print_what_the_readmes_show(tmp_path: Path) -> None:
    printed = run_all(tmp_path)
    assert set(printed) == set(commands())
    for readme in READMES:
        for command, shown in examples(readme):
            assert settled(shown) == settled(printed[command]), (
                f"{readme}: {command}; run python tests/readme_examples.py"
            )
