"""Each file to what it holds, or to the sentence that says why not; a bad file never costs the others.

In: paths. Out: for each path an ``Extraction``, a ``ReadText``, a ``Picture`` or a ``Refused``, in the order of the paths. Small text
files are read here, everything else in a process of its own kind (``hengliang.isolation``), since a parser of hostile
bytes may crash, hang or eat all memory. It touches no store.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeVar

from hengliang.isolation import Ended, each_isolated
from hengliang.limits import limits
from hengliang.records import UnreadableError
from hengliang.unread import unread_pages

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from hengliang.extraction import Extraction
    from hengliang.report.wanted import Picture, Wanted

Result = TypeVar("Result")

#: Small texts of so many bytes together are read here in about two seconds: as long as a process of its own takes to come
#: up. What is done for each file whatever its size counts as so many bytes.
BYTES_HERE: Final = 1024 * 1024
_BYTES_EACH: Final = 6 * 1024
#: Bytes that tell what a file is.
_HEAD: Final = 4096


@dataclass(frozen=True, slots=True)
class Refused:
    """A file that gave nothing; the reason is a sentence for a person."""

    reason: str


@dataclass(frozen=True, slots=True)
class ReadText:
    """The text of a file, and which pages of it are not (wholly) in it: empty, or a line for a person."""

    text: str
    unread: str


def extract_files(paths: Sequence[Path], workers: int | None = None) -> Iterator[Extraction | Refused]:
    """What each file states; ``workers`` as in ``each_careful``."""
    return each_careful(extract_file, paths, workers)


def texts_of_files(paths: Sequence[Path]) -> Iterator[ReadText | Refused]:
    """The text of each file as read."""
    return each_careful(text_of_file, paths)


def picture_of(wanted: Wanted) -> Picture | Refused:
    """The picture of a page, drawn in a process of its own."""
    (result,) = each_isolated(_picture, [wanted])
    return Refused(result.reason) if isinstance(result, Ended) else result


def _picture(wanted: Wanted) -> Picture | Refused:
    from hengliang.report.page_picture import draw_page  # noqa: PLC0415  (takes time to import)

    return _refusing(lambda: draw_page(wanted))


def each_careful(
    function: Callable[[Path], Result | Refused], paths: Sequence[Path], workers: int | None = None
) -> Iterator[Result | Refused]:
    """Give each path to the function: small texts here unless that takes long, everything else in worker processes.

    Args:
        function: at the top level of a module; it refuses bad files and raises nothing.
        paths: files.
        workers: how many files at a time; with one, small texts are read here however many they are.

    Yields:
        What the function gave, or why its process ended.
    """
    here = _read_here(paths, workers)
    others = each_isolated(function, [path for path in paths if path not in here], workers=workers)
    for path in paths:
        result = function(path) if path in here else next(others)
        yield Refused(result.reason) if isinstance(result, Ended) else result


def _read_here(paths: Sequence[Path], workers: int | None) -> frozenset[Path]:
    """The small texts, or none where they are so many that several worker processes are faster."""
    texts = frozenset(path for path in paths if is_small_text(path))
    return texts if workers == 1 or sum(map(_weight, texts)) <= BYTES_HERE else frozenset()


def _weight(path: Path) -> int:
    try:
        return path.stat().st_size + _BYTES_EACH
    except OSError:
        return _BYTES_EACH


def is_small_text(path: Path) -> bool:
    """Whether reading a file here does no harm: a text by its first bytes and not large, or nothing that opens."""
    from hengliang.read.sniff import EMPTY, TEXT, sniff  # noqa: PLC0415  (the package takes time to import)

    try:
        if not path.is_file():
            return True
        with path.open("rb") as file:
            return path.stat().st_size <= limits().here_kb * 1024 and sniff(file.read(_HEAD)) in (TEXT, EMPTY)
    except OSError:  # it cannot be opened: the reader says why
        return True


def extract_file(path: Path) -> Extraction | Refused:
    """What one file states."""
    from hengliang.extraction import extract_document  # noqa: PLC0415  (takes time to import)
    from hengliang.read import read  # noqa: PLC0415

    return _refusing(lambda: extract_document(read(path)))


def text_of_file(path: Path) -> ReadText | Refused:
    """The text of one file."""
    from hengliang.read import read  # noqa: PLC0415  (takes time to import)

    def reading() -> ReadText:
        document = read(path)
        return ReadText(document.text, unread_pages(document))

    return _refusing(reading)


def _refusing(action: Callable[[], Result]) -> Result | Refused:
    try:
        return action()
    except UnreadableError as error:
        return Refused(" ".join(str(error).split()) or "无法读取")
    except MemoryError:
        return Refused(f"读取它要用太多内存{limits().told('memory_mb')}")
    except Exception as error:  # noqa: BLE001  (one odd file must not cost the others; the reason is shown and kept)
        return Refused(f"程序处理这个文件时出错（{type(error).__name__}：{error}），请报告给开发者")
