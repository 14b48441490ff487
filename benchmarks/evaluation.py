"""The evaluation set: where it is, its scorer, and its reports as this version of the rules reads them.

What goes in: the folder that HENGLIANG_EVALUATION_SET names (default: ``shared`` beside the project), which holds
``reports/NAME.txt``, ``gold/NAME.gold.jsonl``, ``gold/score.py`` and ``corpus/text/*.txt``. What comes out: gold and
predicted observations side by side. It writes nothing; the set is no part of the project, and none of its text may be.
"""

from __future__ import annotations

import importlib.util
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hengliang.extraction import extract_document
from hengliang.read import read

ROOT = Path(__file__).resolve().parents[1]
Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Comparison:
    """One report: what people typed, what was extracted, and the scorer's verdict on the two.

    Attributes:
        name: the report's name without ending.
        text: the report's text.
        gold: what people typed.
        predicted: rows of ``observations``.
        verdict: what the scorer's ``score`` returns.
    """

    name: str
    text: str
    gold: list[Row]
    predicted: list[Row]
    verdict: Row

    def pairs(self) -> list[tuple[Row, Row]]:
        """Each detected sure observation: as typed, and as extracted."""
        matched = self.verdict["pairs"]
        return [(self.gold[i], self.predicted[matched[i]]) for i in self.verdict["keep"] if i in matched]

    def missed(self) -> list[Row]:
        """What was typed and not detected."""
        return [self.gold[i] for i in self.verdict["keep"] if i not in self.verdict["pairs"]]

    def spurious(self) -> list[Row]:
        """What was extracted and nobody typed."""
        matched = set(self.verdict["pairs"].values())
        return [self.predicted[i] for i in self.verdict["counted_pred"] if i not in matched]


def evaluation_set() -> Path:
    """The folder of the evaluation set, whether it is there or not."""
    return Path(os.environ.get("HENGLIANG_EVALUATION_SET") or ROOT.parent / "shared")


def load_scorer(folder: Path) -> Any:
    """The scorer of an evaluation set, as a module.

    Raises:
        FileNotFoundError: where the set has none.
    """
    path = folder / "gold" / "score.py"
    if not path.is_file():
        raise FileNotFoundError(f"No scorer at {path}: set HENGLIANG_EVALUATION_SET to the evaluation set's folder.")
    spec = importlib.util.spec_from_file_location("evaluation_score", path)
    if spec is None or spec.loader is None:
        raise FileNotFoundError(f"{path} is no Python module.")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def compare(folder: Path, scorer: Any) -> list[Comparison]:
    """Every report that has gold observations, in order of name."""
    comparisons = []
    for path in sorted((folder / "gold").glob("*.gold.jsonl")):
        name = path.name.removesuffix(".gold.jsonl")
        document = read(folder / "reports" / f"{name}.txt")
        gold, predicted = scorer.read(path), extract_document(document).observations.to_dicts()
        comparisons.append(Comparison(name, document.text, gold, predicted, scorer.score(gold, predicted)))
    return comparisons


def corpus_texts(folder: Path) -> list[Path]:
    """The corpus's text files, in order of name; none where the set is absent."""
    return sorted((folder / "corpus" / "text").glob("*.txt"))
