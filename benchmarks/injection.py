"""How many planted misprints are found and rightly explained.

    python benchmarks/injection.py            # prints the figures
    python benchmarks/injection.py --write    # and puts them into docs/reconciliation.md
    python benchmarks/injection.py --each 5 --errors missed.txt   # fewer of each class, and every miss with its text

What goes in: the evaluation set's reports and the pairs of its corpus that speak of the same facts (HENGLIANG_EVALUATION_SET,
default ``../shared`` beside the project). One error at a time is planted into the text of one document, which is then read and
weighed with its companions as any other. What comes out: a table by class of error and by whether a second statement of the
fact exists, and new false alarms for each hundred facts.

An error is *found* where a conflict or a suspicious finding that was not there before stands on its place; it is *rightly
explained* where that finding names the number or word that stood there, as what was expected, in its formula or as the other
side of its slip.
"""

from __future__ import annotations

import argparse
import csv
import random
import re
import sys
import tempfile
import unicodedata
from collections import defaultdict
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl
from accuracy import put, table
from evaluation import ROOT, evaluation_set

from hengliang.extraction import extract_document
from hengliang.read import read
from hengliang.reconcile import reconcile
from hengliang.reconcile.rules import edit_rules

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from hengliang.records import Document

PAGE = ROOT / "docs" / "reconciliation.md"
SEED = 20260101
Row = dict[str, Any]
GRAVE = ("conflict", "suspicious")
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_SIGNS = (("增长", "下降"), ("下降", "增长"), ("增加", "减少"), ("减少", "增加"))


@dataclass(frozen=True, slots=True)
class Planted:
    """An error: the text from ``start`` to ``end`` becomes ``new``; the observation it falsifies, and what stood there."""

    kind: str
    start: int
    end: int
    new: str
    row: Row
    right: str


@dataclass(slots=True)
class Tally:
    """What became of the errors of a class."""

    planted: int = 0
    found: int = 0
    explained: int = 0


@dataclass(slots=True)
class Case:
    """A document and its companions, as they are without an error."""

    document: Document
    companions: list[Any]
    own: Any
    findings: pl.DataFrame = field(default_factory=pl.DataFrame)
    told_twice: frozenset[str] = frozenset()


def cases() -> Iterator[Case]:
    """Every document that has companions."""
    folder = evaluation_set()
    for names in _companies(folder):
        documents = [read(path) for path in names]
        extractions = [extract_document(document) for document in documents]
        whole = _weighed(extractions)
        for n, document in enumerate(documents[:2]):
            rest = [extraction for m, extraction in enumerate(extractions) if m != n]
            yield Case(document, rest, extractions[n], whole.findings, _told_twice(whole.findings))


def _companies(folder: Path) -> Iterator[list[Path]]:
    reports = sorted((folder / "reports").glob("*.txt"))
    for district in sorted({path.name.split("-")[1] for path in reports}):
        company = [path for path in reports if path.name.split("-")[1] == district]
        if len(company) > 1:
            yield [
                *company,
                *(
                    path
                    for path in reports
                    if path not in company and path.name.startswith(company[0].name.split("-")[0])
                ),
            ]
    with (folder / "corpus" / "pairs.tsv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file, delimiter="\t"):
            paths = [next(folder.rglob(f"{row[side]}.txt"), None) for side in ("slug_a", "slug_b")]
            if None not in paths and "parent" not in row["why"] and "consecutive" not in row["why"]:
                yield [path for path in paths if path]


def _weighed(extractions: Sequence[Any]) -> Any:
    return reconcile(
        pl.concat([extraction.observations for extraction in extractions]),
        pl.concat([extraction.documents for extraction in extractions]),
    )


def _told_twice(findings: pl.DataFrame) -> frozenset[str]:
    """Observations of which another document says the same."""
    same = findings.filter(pl.col("kind") == "corroborated")
    return frozenset(same.get_column("observation_ids").explode().to_list())


# -- errors ----------------------------------------------------------------------------------------------------------


def errors(case: Case, row: Row, rng: random.Random) -> Iterator[Planted]:
    """One error of each class that the observation allows."""
    text, start = case.document.text, row["start"]
    match = _NUMBER.search(row["quote"])
    if match is None:
        return
    number, at = unicodedata.normalize("NFKC", match[0]), start + match.start()
    digits = [i for i, sign in enumerate(number) if sign.isdigit()]

    def other(kind: str, new: str) -> Planted:
        return Planted(kind, at, at + len(number), new.removesuffix("."), row, number)

    if len(digits) > 2:
        # Without its last decimal a number is told less exactly, and not wrongly.
        i = rng.choice(digits[1:-1] if "." in number else digits[1:])
        yield other("digit dropped", number[:i] + number[i + 1 :])
        if "." not in number[:i]:  # 1.411 says nothing else than 1.41
            yield other("digit doubled", number[:i] + number[i] + number[i:])
        swaps = [i for i, j in pairwise(digits) if j == i + 1 and number[i] != number[j] and (i or number[j] != "0")]
        if swaps:
            i = rng.choice(swaps)
            yield other("digits transposed", number[:i] + number[i + 1] + number[i] + number[i + 2 :])
        alike = {a: b for pair in edit_rules().tables.look_alikes for a, b in (pair, pair[::-1])}
        likes = [i for i in digits if number[i] in alike and (i or alike[number[i]] != "0")]
        if likes:
            i = rng.choice(likes)
            yield other("look-alike digit", number[:i] + alike[number[i]] + number[i + 1 :])
    if "." in number and len(digits) > 1:
        yield other("decimal point lost", number.replace(".", "").lstrip("0"))
        whole, rest = number.split(".")
        if len(whole) > 1:
            yield other("decimal point moved", f"{whole[:-1]}.{whole[-1]}{rest}")
    yield from _unit_errors(row)
    yield from _word_errors(row, text)


def _unit_errors(row: Row) -> Iterator[Planted]:
    quote, start = row["quote"], row["start"]
    for old, new in (("亿", "万"), ("万", "亿")):
        at = quote.rfind(old)
        if at > 0:
            yield Planted("万/亿 slip", start + at, start + at + 1, new, row, quote)
            break
    for pair in edit_rules().tables.units:
        for old, new in (pair, pair[::-1]):
            if row["unit"].endswith(old) and quote.endswith(old) and row["unit"] in {old, *(s + old for s in "万亿")}:
                yield Planted("unit slip", row["end"] - len(old), row["end"], new, row, quote)
                return


def _word_errors(row: Row, text: str) -> Iterator[Planted]:
    before = text[row["start"] - 2 : row["start"]]
    for old, new in _SIGNS:
        if before == old:
            yield Planted("sign", row["start"] - 2, row["start"], new, row, old)
    year = row["time_period"][:4]
    window = text[max(0, row["start"] - 60) : row["start"]]
    at = window.rfind(f"{year}年") if year else -1
    if at >= 0 and not re.search(r"\d{4}年|[。；\n]", window[at + 5 :]):
        begin = max(0, row["start"] - 60) + at
        yield Planted("year", begin, begin + 4, str(int(year) - 1), row, year)


def swapped(case: Case, row: Row) -> Planted | None:
    """Two neighbours of a 分别 list swapped, the observation being the first of them."""
    sentence = row["sentence"]
    if "分别" not in sentence:
        return None
    text = case.document.text
    here = re.compile(r"(\d+(?:\.\d+)?)([^\d、，和]*)[、和](\d+(?:\.\d+)?)").match(text, row["start"])
    if here is None or here[1] == here[3]:
        return None
    between = text[here.end(1) : here.start(3)]
    return Planted("分别 items swapped", here.start(), here.end(), f"{here[3]}{between}{here[1]}", row, here[1])


# -- judging ---------------------------------------------------------------------------------------------------------


def judged(case: Case, planted: Planted) -> tuple[bool, bool, int]:
    """Whether the error was found, whether it was rightly explained, and how many false alarms came with it."""
    text = case.document.text
    changed = text[: planted.start] + planted.new + text[planted.end :]
    shift = len(planted.new) - (planted.end - planted.start)
    own = extract_document(_reread(case.document, changed))
    after = _weighed([own, *case.companions]).findings
    known = {_place(finding, case.document.name, planted, 0) for finding in case.findings.iter_rows(named=True)}
    fresh = [
        finding
        for finding in after.filter(pl.col("severity").is_in(GRAVE)).iter_rows(named=True)
        if _place(finding, case.document.name, planted, shift) not in known
    ]
    first, last = min(planted.start, planted.row["start"]), max(planted.end, planted.row["end"]) + shift
    on = [
        f
        for f in fresh
        if any(s["document"] == case.document.name and s["start"] < last and first < s["end"] for s in f["spans"])
    ]
    said = [f"{f['explanation']} {f['formula']} {f['expected']} {f['found']}" for f in on]
    right = unicodedata.normalize("NFKC", "".join(planted.right.split()))
    explained = any(right in words or _means(planted, words) for words in said)
    return bool(on), explained, len(fresh) - len(on)


def _means(planted: Planted, words: str) -> bool:
    """Whether a slip of sign or year is told in other words."""
    return {"sign": "正负号", "year": "年份", "unit slip": "单位", "万/亿 slip": "数量级"}.get(
        planted.kind, "\0"
    ) in words


def _place(finding: Row, name: str, planted: Planted, shift: int) -> tuple[Any, ...]:
    """Where a finding stands, in the offsets of the text without the error."""
    spans = []
    for span in finding["spans"]:
        moved = shift if span["document"] == name and span["start"] > planted.start else 0
        spans.append((span["document"], span["start"] - moved))
    return (finding["kind"], finding["severity"] in GRAVE, *sorted(spans))


def _reread(document: Document, text: str) -> Document:
    """The document with another text, as the reader of texts gives it."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / document.name
        path.write_bytes(text.encode("utf-8"))
        return read(path)


def measured(each: int, missed: list[str]) -> tuple[dict[tuple[str, bool], Tally], int, int]:
    """Tallies by class and by whether a second statement exists, false alarms, and the number of facts they came among."""
    rng = random.Random(SEED)  # noqa: S311 (no secret)
    tallies: dict[tuple[str, bool], Tally] = defaultdict(Tally)
    alarms = facts = 0
    made = list(cases())
    wanted = []
    for case in made:
        rows = [
            r for r in case.own.observations.iter_rows(named=True) if r["bound"] == "exact" and r["measure"] != "rank"
        ]
        rng.shuffle(rows)
        for row in rows:
            options = [*errors(case, row, rng)]
            extra = swapped(case, row)
            wanted += [(case, planted) for planted in [*options, *([extra] if extra else [])]]
    rng.shuffle(wanted)
    for case, planted in wanted:
        second = planted.row["observation_id"] in case.told_twice
        tally = tallies[planted.kind, second]
        if tally.planted >= each:
            continue
        found, explained, false = judged(case, planted)
        tally.planted += 1
        tally.found += found
        tally.explained += explained
        alarms += false
        facts += case.own.observations.height
        if not explained:
            text = case.document.text
            missed.append(
                f"{'found' if found else 'missed'} {second} {planted.kind}: {planted.row['quote']} {planted.row['indicator']} {planted.row['time_period']} -> {planted.new} | {text[planted.start - 40 : planted.end + 20]!r}"
            )
    return tallies, alarms, facts


def figures(each: int, missed: list[str]) -> str:
    """All figures as Markdown."""
    tallies, alarms, facts = measured(each, missed)
    rows = []
    sums = {True: Tally(), False: Tally()}
    for kind in sorted({kind for kind, _ in tallies}):
        cells: list[object] = [kind]
        for second in (True, False):
            tally = tallies.get((kind, second), Tally())
            cells += _cells(tally)
            for name in ("planted", "found", "explained"):
                setattr(sums[second], name, getattr(sums[second], name) + getattr(tally, name))
        rows.append(cells)
    rows.append(["**together**", *_cells(sums[True]), *_cells(sums[False])])
    head = ["error", "planted", "found", "explained", "planted, told once", "found", "explained"]
    rate = f"{alarms} new false alarms among {facts:,} facts weighed again: {100 * alarms / max(1, facts):.3f} for each hundred."
    return f"{table(head, rows)}\n\n{rate}"


def _cells(tally: Tally) -> list[object]:
    if not tally.planted:
        return ["–", "–", "–"]
    return [tally.planted, f"{tally.found / tally.planted:.0%}", f"{tally.explained / tally.planted:.0%}"]


def main() -> int:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--each", type=int, default=25, help="errors of each class")
    parser.add_argument("--errors", type=Path, help="write every error that was missed or explained otherwise here")
    parser.add_argument("--write", action="store_true", help="put the figures into docs/reconciliation.md")
    options = parser.parse_args()
    missed: list[str] = []
    printed = figures(options.each, missed)
    print(printed)
    if options.errors:
        options.errors.write_text("\n".join(missed), encoding="utf-8")
    if options.write:
        PAGE.write_text(put(PAGE.read_text(encoding="utf-8"), printed, "injection"), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
