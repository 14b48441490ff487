"""How right the extraction is: the evaluation set's figures, written between two markers of docs/accuracy.md.

    python benchmarks/accuracy.py                       # writes docs/accuracy.md
    python benchmarks/accuracy.py --errors errors.txt   # and every error with its text, outside the repository
    python benchmarks/accuracy.py --sample sample.txt   # and the sample of ignored numbers, to be judged by a person

What goes in: the evaluation set (HENGLIANG_EVALUATION_SET, default ``../shared`` beside the project). What comes out:
tables without a word of its texts.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl
from error_kinds import KINDS, REACH, Error, kind_of
from evaluation import ROOT, Comparison, compare, corpus_texts, evaluation_set, load_scorer
from strictness import CHECKS, agreements

from hengliang.extraction import RULES_VERSION, extract_document
from hengliang.read import read

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

PAGE = ROOT / "docs" / "accuracy.md"
START, END = "<!-- figures: written by the benchmark -->", "<!-- end of figures -->"
SHOWN = 20
SEED = 20260101
#: How many of each reason a person judges: 40 dates, 160 others, more where more is at stake.
STRATA = {
    "date": 40, "bare_line": 25, "no_indicator": 25, "no_unit": 20, "indefinite": 20, "name": 15, "list_number": 12,
    "duration": 10, "ordinal": 8, "slogan": 4, "ratio": 4, "page_number": 3, "footnote": 3, "glossary": 3, "threshold": 3,
    "web": 2, "anniversary": 1, "time_of_day": 1, "telephone": 1,
}  # fmt: skip
#: How many of a reason that came later.
OTHERS = 2


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A Markdown table; every column but the first is set to the right."""
    ruler = ["---", *["--:"] * (len(head) - 1)]
    return "\n".join("| " + " | ".join(map(str, row)) + " |" for row in (head, ruler, *rows))


def scored(comparisons: list[Comparison], scorer: Any) -> str:
    """The scorer's own figures: per report, all observations together, and the mean of the reports."""
    keys = ("gold", "predicted", "detected", "strict")
    total: dict[str, Any] = {key: sum(c.verdict[key] for c in comparisons) for key in keys}
    total["fields"] = {f: sum(c.verdict["fields"][f] for c in comparisons) for f in scorer.FIELDS}
    named = [(c.name, c.verdict, scorer.figures(c.verdict)) for c in comparisons]
    each = [figures for _, _, figures in named]
    macro = {key: sum(figures[key] for figures in each) / len(each) for key in each[0]}
    columns = ("detection_precision", "detection_recall", "detection_f1", *scorer.FIELDS, "strict_f1")
    rows = [
        *named,
        ("**micro**: every observation counts the same", total, scorer.figures(total)),
        ("**macro**: every report counts the same", {}, macro),
    ]
    head = ["report", "typed", "found", *(c.replace("_", " ") for c in columns)]
    return table(
        head,
        [[n, v.get("gold", ""), v.get("predicted", ""), *(f"{f[c]:.3f}" for c in columns)] for n, v, f in rows],
    )


def stricter(comparisons: list[Comparison], scorer: Any) -> str:
    """Our own checks: passed of applicable, per report and together."""
    rows, together = [], (Counter[str](), Counter[str]())
    for comparison in comparisons:
        passed, asked = Counter[str](), Counter[str]()
        for gold, predicted in comparison.pairs():
            for check, agrees in agreements(gold, predicted, scorer.tidy).items():
                asked[check] += 1
                passed[check] += agrees
        together[0].update(passed)
        together[1].update(asked)
        rows.append([comparison.name, *(_of(passed, asked, check) for check in CHECKS)])
    rows.append(["**together**", *(_of(*together, check) for check in CHECKS)])
    rows.append(["**share**", *(_share(*together, check) for check in CHECKS)])
    return table(["report", *CHECKS], rows)


def _of(passed: Counter[str], asked: Counter[str], check: str) -> str:
    return f"{passed[check]}/{asked[check]}" if asked[check] else "–"


def _share(passed: Counter[str], asked: Counter[str], check: str) -> str:
    return f"{passed[check] / asked[check]:.3f}" if asked[check] else "–"


def errors_of(comparison: Comparison, scorer: Any) -> list[Error]:
    """Everything in a report that is not as typed; a wrong indicator is not counted again as another wording."""

    def error(field: str, gold: Any, predicted: Any) -> Error:
        place = gold or predicted
        before = comparison.text[max(0, place["start"] - REACH) : place["start"]]
        return Error(field, gold, predicted, before, comparison.text[place["end"] : place["end"] + REACH])

    found = [error("missed", gold, None) for gold in comparison.missed()]
    found += [error("spurious", None, predicted) for predicted in comparison.spurious()]
    for gold, predicted in comparison.pairs():
        wrong = [field for field in scorer.FIELDS if not scorer.right(field, gold, predicted)]
        failed = [check for check, agrees in agreements(gold, predicted, scorer.tidy).items() if not agrees]
        wrong += [c for c in failed if c != "first name" and not (c == "name" and "indicator" in wrong)]
        found += [error(field, gold, predicted) for field in wrong]
    return found


def remaining(errors: Iterable[Error]) -> str:
    """The most frequent kinds of error, with an invented example each."""
    counts = Counter(map(kind_of, errors))
    ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    rows = [[kind, count, KINDS[kind]] for kind, count in ranked[:SHOWN]]
    rest = sum(count for _, count in ranked[SHOWN:])
    return table(["kind", "errors", "as in (invented)"], [*rows, ["all other kinds", rest, ""]])


def outcomes(numbers: pl.DataFrame, texts: int) -> str:
    """What became of the corpus's numbers."""
    counted = numbers.group_by("outcome", "reason").len().sort(["len", "outcome", "reason"], descending=True)
    unexplained = numbers.filter(pl.col("outcome") == "unexplained").height
    share = unexplained / max(1, numbers.height)
    rows = [[f"{o} {r}".strip(), n, f"{n / numbers.height:.2%}"] for o, r, n in counted.iter_rows()]
    said = f"{texts} texts, {numbers.height} numbers, {unexplained} of them unexplained: {share:.2%} (at most 1 %)."
    return f"{said}\n\n{table(['outcome', 'numbers', 'share'], rows)}"


def sample_ignored(numbers: pl.DataFrame) -> pl.DataFrame:
    """The ignored numbers that a person judges: the same ones for the same rules, so many of each reason."""
    ignored = numbers.filter(pl.col("outcome") == "ignored").sort("document", "start", "end")
    drawn = []
    for reason in sorted(set(ignored["reason"])):
        rows, size = ignored.filter(pl.col("reason") == reason), STRATA.get(reason, OTHERS)
        picks = random.Random(f"{SEED} {reason}").sample(range(rows.height), min(size, rows.height))  # noqa: S311 (a sample, no secret)
        drawn.append(rows[picks])
    return pl.concat(drawn)


def put(page: str, figures: str, name: str = "") -> str:
    """The page with new figures between its markers.

    Args:
        page: the page.
        figures: Markdown.
        name: of the figures, where a page holds several.

    Raises:
        ValueError: where a marker is missing.
    """
    start = START.replace("written by", f"{name}, written by") if name else START
    if start not in page or END not in page.partition(start)[2]:
        raise ValueError(f"The page needs the lines `{start}` and `{END}`.")
    head, rest = page.split(start, 1)
    return f"{head}{start}\n\n{figures}\n\n{END}{rest.split(END, 1)[1]}"


def _corpus(folder: Path) -> tuple[pl.DataFrame, dict[str, str]]:
    """The numbers of every text, and the texts by document id."""
    frames, texts = [], {}
    for path in corpus_texts(folder):
        document = read(path)
        frames.append(extract_document(document).numbers)
        texts[document.document_id] = document.text
    return pl.concat(frames), texts


def outside(path: Path) -> Path:
    """Real sentences stay out of the repository."""
    if path.resolve().is_relative_to(ROOT):
        raise SystemExit(f"{path} lies in the repository: texts of the evaluation set may not.")
    return path


def _error_lines(comparisons: list[Comparison], scorer: Any) -> Iterable[str]:
    for comparison in comparisons:
        for error in errors_of(comparison, scorer):
            place = error.gold or error.predicted or {}
            yield f"{kind_of(error)}\t{comparison.name}\t{error.before}【{place['quote']}】{error.behind}".replace(
                "\n", "⏎"
            )


def main() -> int:
    """Write the page; 1 where the evaluation set is absent."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--errors", type=Path, help="write every error with its text here")
    parser.add_argument("--sample", type=Path, help="write the sample of ignored numbers here")
    options = parser.parse_args()
    folder = evaluation_set()
    try:
        scorer = load_scorer(folder)
    except FileNotFoundError as error:
        print(error, file=sys.stderr)
        return 1
    comparisons = compare(folder, scorer)
    errors = [error for comparison in comparisons for error in errors_of(comparison, scorer)]
    numbers, texts = _corpus(folder)
    figures = [
        f"Rules `{RULES_VERSION}`.",
        "### By the evaluation set's scorer\n\n" + scored(comparisons, scorer),
        "### Stricter, by our own checks\n\n" + stricter(comparisons, scorer),
        "\n".join(f"- *{check}*: {meaning}" for check, meaning in CHECKS.items()),
        f"### The errors that remain\n\n{len(errors)} in all.\n\n" + remaining(errors),
        "### What became of the corpus's numbers\n\n" + outcomes(numbers, len(texts)),
    ]
    PAGE.write_text(put(PAGE.read_text(encoding="utf-8"), "\n\n".join(figures)), encoding="utf-8")
    if options.errors:
        outside(options.errors).write_text("\n".join(_error_lines(comparisons, scorer)), encoding="utf-8")
    if options.sample:
        lines = [_in_context(row, texts) for row in sample_ignored(numbers).iter_rows(named=True)]
        outside(options.sample).write_text("\n".join(lines), encoding="utf-8")
    print(f"{PAGE.relative_to(ROOT)} written: {len(comparisons)} reports, {len(texts)} texts.")
    return 0


def _in_context(row: dict[str, Any], texts: dict[str, str]) -> str:
    text, start, end = texts[row["document_id"]], row["start"], row["end"]
    shown = f"{text[max(0, start - REACH) : start]}【{text[start:end]}】{text[end : end + REACH]}".replace("\n", "⏎")
    return f"{row['reason']}\t{row['document']}\t{shown}"


if __name__ == "__main__":
    sys.exit(main())
