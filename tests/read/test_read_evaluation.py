"""Real reports, where the evaluation set is at hand: all texts read, and hardly a number of the PDFs is lost."""

from __future__ import annotations

import importlib
import json
import os
import re
from collections import Counter
from dataclasses import replace
from difflib import SequenceMatcher
from pathlib import Path

import pytest

from hengliang.extraction import extract_document
from hengliang.read import discover, read
from hengliang.records import UnreadableError
from hengliang.text.normalise import normalise

ROOT = Path(__file__).resolve().parents[2]
SET = Path(os.environ.get("HENGLIANG_EVALUATION_SET") or ROOT.parent / "shared")
NUMBER = re.compile(r"\d+(?:[.,]\d+)*")

pytestmark = [
    pytest.mark.evaluation,
    pytest.mark.skipif(not (SET / "corpus").is_dir(), reason="the evaluation set is absent (HENGLIANG_EVALUATION_SET)"),
]


def files(*folders: str) -> list[Path]:
    return discover([SET / folder for folder in folders if (SET / folder).is_dir()])


def test_all_texts_read_byte_for_byte():
    texts = files("reports", "corpus/text")
    assert len(texts) > 200
    for path in texts:
        document = read(path)
        assert document.text.encode(document.encoding) == path.read_bytes(), path.name


@pytest.mark.integration
@pytest.mark.parametrize("path", files("corpus/pdf"), ids=lambda path: path.name)
def test_no_number_of_a_pdf_is_lost_or_torn(path, monkeypatch):
    """Against another engine's numbers, as the benchmark compares them: page numbers and running heads may go."""
    monkeypatch.syspath_prepend(str(ROOT / "benchmarks"))
    beside = importlib.import_module("beside_pdfium")
    document, pages = read(path), beside.pdfium_pages(path)
    found = beside.compare_pages(pages, document)
    assert found.expected > 100
    assert found.kept >= 0.999, found.cases
    assert not any(found.marks[kind] for kind in ("two points", "point lost", "point added", "spaces")), found.cases
    assert all(len(page.boxes) == page.end - page.start for page in document.pages)
    assert len(pages) == len(document.pages)


@pytest.mark.parametrize("name", ["t_zero", "t_html", "t_truncated", "t_enc_user"])
def test_what_cannot_be_read_says_why(name):
    path = SET / "corpus" / "pdf_hard" / f"{name}.pdf"
    if not path.exists():
        pytest.skip(f"no {path.name} in the evaluation set")
    with pytest.raises(UnreadableError):
        read(path)


@pytest.mark.integration
@pytest.mark.parametrize("path", files("corpus/html"), ids=lambda path: path.name)
def test_a_web_page_gives_the_observations_of_its_text(path):
    """The texts were made of whole pages, with all menus; where a page has tables they are torn, so hardly all agree."""
    columns = ["indicator", "ref_area", "time_period", "measure", "value", "unit"]
    text = SET / "corpus" / "text" / f"{path.stem}.txt"
    expected, found = (
        Counter(map(str, extract_document(replace(read(source), name=text.name)).observations.select(columns).rows()))
        for source in (text, path)
    )
    assert expected
    assert (expected - found).total() <= 0.02 * expected.total(), (expected - found).most_common(5)


@pytest.mark.parametrize("path", files("corpus/html"), ids=lambda path: path.name)
def test_no_paragraph_of_a_web_page_is_lost(path):
    """Sentences with a figure of the whole page, but for those of the site itself."""
    found = re.sub(r"\s", "", read(path).text)
    source = (SET / "corpus" / "text" / f"{path.stem}.txt").read_text(encoding="utf-8")
    parts = [re.sub(r"\s", "", part) for part in re.split("[。；\n]", source)]
    sentences = [part for part in parts if re.search(r"\d(?:[%％]|亿元|万元)", part)]
    assert sentences
    lost = [part for part in sentences if part[-12:] not in found]
    assert len(lost) <= 0.01 * len(sentences), lost[:3]


def _plain(text: str) -> str:
    """The text without white space and with one form of each character; radicals that NFKC leaves are made hanzi."""
    return "".join(normalise(text).text.replace("\n", "").split())


def _recall(expected: str, found: str, length: int = 6) -> float:
    """The share of the expected runs of so many characters that are found."""
    runs, given = (
        Counter(text[at : at + length] for at in range(len(text) - length + 1)) for text in (expected, found)
    )
    return 1 - (runs - given).total() / runs.total()


def _truth(name: str) -> tuple[Path, Path]:
    folder = SET / "corpus" / "pdf_hard"
    truth = next(folder.glob(f"{name}.truth.*"), None)
    if truth is None:
        pytest.skip(f"no truth of {name} in the evaluation set")
    return folder / f"{name}.pdf", truth


def test_a_report_is_read_in_order_over_its_page_ends():
    path, truth = _truth("a_report")
    expected, found = _plain(truth.read_text()), _plain(read(path).text.replace("\f", ""))
    assert _recall(expected, found) >= 0.99
    wanted, numbers = NUMBER.findall(expected), NUMBER.findall(found)
    blocks = SequenceMatcher(None, wanted, numbers, autojunk=False).get_matching_blocks()
    assert sum(block.size for block in blocks) >= 0.999 * len(wanted)


def test_the_articles_of_a_newspaper_are_read_one_after_the_other():
    path, truth = _truth("b_newspaper")
    found = _plain(read(path).text)
    for article in json.loads(truth.read_text())["articles"]:
        expected = _plain("".join(article))
        assert _recall(expected, found) >= 0.99
        assert not Counter(NUMBER.findall(expected)) - Counter(NUMBER.findall(found))
