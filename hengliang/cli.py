"""The command line: what ``hengliang`` does for people, and rows for programs.

Rows and summaries go to standard output, everything else to standard error. Exit status 0: done; 1: done, and a file or
row is in quarantine or the run broke off; 2: wrong usage. Only click is imported here at first: each command imports
what it needs, so that ``--help`` answers at once and ``extract`` loads neither Prefect nor Great Expectations.
"""

from __future__ import annotations

import getpass
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal, TypeVar

import click

from hengliang import __version__, settings
from hengliang.store_option import HELP, Commands, StoreOption

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    import polars as pl

    from flows.spread import Runner
    from hengliang.extraction import Extraction
    from hengliang.publish.store import Store

Command = TypeVar("Command", bound="Callable[..., Any]")

#: Columns of the tables that people see; programs get all of them.
OBSERVATION_COLUMNS: Final = ("ref_area", "indicator", "time_period", "measure", "status", "value", "unit", "quote")
NUMBER_COLUMNS: Final = ("start", "end", "text", "unit", "outcome", "reason")
FINDING_COLUMNS: Final = ("finding_id", "severity", "kind", "ref_area", "time_period", "indicator", "explanation")
#: As ``flows.spread.Runner``, which takes seconds to import.
RUNNERS: Final = ("here", "processes", "dask", "ray")
#: Width of a table that goes to a file or a pipe.
_PIPE_WIDTH: Final = 160

#: What the names of environment variables with limits begin with.
_LIMITS: Final = "HENGLIANG_"

_FILE: Final = click.Path(exists=True, dir_okay=False, path_type=Path)
_PICTURE: Final = click.Path(dir_okay=False, path_type=Path)
_ANY_PATH: Final = click.Path(exists=True, path_type=Path)
_FOLDER: Final = click.Path(file_okay=False, path_type=Path)


def _format(*formats: str) -> Callable[[Command], Command]:
    choice = click.Choice(formats)
    return click.option("--format", "form", type=choice, default=formats[0], help="For people, or rows for programs.")


def _old_store() -> Callable[[Command], Command]:
    return click.option("--store", type=StoreOption(exists=True), default="store", show_default=True, help=HELP)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, package_name="hengliang", message="%(prog)s %(version)s")
def main() -> None:
    """Statistical observations out of Chinese government reports, weighed against each other.

    Exit status: 0 done, 1 done but something is in quarantine or failed, 2 wrong usage.
    """
    settings.apply()
    _check_limits()


@main.command()
@click.argument("paths", nargs=-1, required=True, type=_ANY_PATH, metavar="PATH...")
@click.option("--store", type=StoreOption(), default="store", show_default=True, help=HELP)
@click.option(
    "--runner",
    type=click.Choice(RUNNERS),
    help="Where files are read; all processors of this machine if not given.",
    envvar="HENGLIANG_RUNNER",
    show_envvar=True,
)
@click.option(
    "--cluster",
    help="Address of the cluster (tcp://host:8786 of Dask, ray://host:10001); one is made here for the run if not given.",
    envvar="HENGLIANG_CLUSTER",
    show_envvar=True,
)
def run(paths: tuple[Path, ...], store: Path | str, runner: Runner | None, cluster: str | None) -> None:
    """Read files or folders, reconcile, validate, publish.

    What the store knows already is not read again. Works without a Prefect server; PREFECT_API_URL names one to use.
    """
    settings.apply(quiet=True)
    from rich.console import Console  # noqa: PLC0415

    from flows.terminal import RunFailedError, ServerError, run_here  # noqa: PLC0415  (seconds to import)
    from hengliang.report import screen  # noqa: PLC0415

    try:
        summary = run_here(list(paths), store, Console(stderr=True), runner=runner, cluster=cluster)
    except (RunFailedError, ServerError) as error:
        raise click.ClickException(str(error)) from error
    screen.show(summary, Console(width=_width()))
    _exit(failed=not summary.clean)


@main.command()
@click.option("--inbox", type=_FOLDER, default="inbox", envvar="HENGLIANG_INBOX", show_default=True, show_envvar=True,
              help="Folder that is watched for reports.")  # fmt: skip
@click.option("--store", type=StoreOption(), default="store", envvar="HENGLIANG_STORE", show_default=True, show_envvar=True,
              help=HELP)  # fmt: skip
@click.option("--host", default="127.0.0.1", envvar="HENGLIANG_HOST", show_default=True, show_envvar=True,
              help="Address that the server listens on.")  # fmt: skip
@click.option("--port", type=click.IntRange(1, 65535), default=4200, envvar="HENGLIANG_PORT", show_default=True,
              show_envvar=True, help="Port of the server.")  # fmt: skip
@click.option("--database-url", default="", envvar="HENGLIANG_DATABASE_URL", show_envvar=True,
              help="PostgreSQL for Prefect's server; SQLite in PREFECT_HOME if not given.")  # fmt: skip
@click.option("--after", type=click.Choice(["leave", "move"]), default="move", envvar="HENGLIANG_AFTER", show_default=True,
              show_envvar=True, help="What becomes of files of the inbox that were read.")  # fmt: skip
def serve(
    inbox: Path, store: Path | str, host: str, port: int, database_url: str, after: Literal["leave", "move"]
) -> None:
    """Watch a folder and publish what lands in it, with Prefect's server and UI, until Ctrl-C.

    Starts the server, registers the deployments with their schedules, and runs them in a process that has everything
    imported.
    """
    settings.apply(quiet=True)
    from rich.console import Console  # noqa: PLC0415  (takes time to import)

    from flows.serve import Place, ServerError  # noqa: PLC0415
    from flows.serve import serve as serve_here  # noqa: PLC0415

    try:
        serve_here(Place(inbox, store, host, port, database_url, after), Console(stderr=True))
    except ServerError as error:
        raise click.ClickException(str(error)) from error


@main.command()
@click.option("--inbox", type=_FOLDER, default="inbox", envvar="HENGLIANG_INBOX", show_default=True, show_envvar=True,
              help="Folder that is watched for reports.")  # fmt: skip
@click.option("--store", type=StoreOption(), default="store", envvar="HENGLIANG_STORE", show_default=True, show_envvar=True,
              help=HELP)  # fmt: skip
@click.option("--after", type=click.Choice(["leave", "move"]), default="move", envvar="HENGLIANG_AFTER", show_default=True,
              show_envvar=True, help="What becomes of files of the inbox that were read.")  # fmt: skip
def watch(inbox: Path, store: Path | str, after: Literal["leave", "move"]) -> None:
    """Watch a folder for a Prefect server that runs elsewhere, until Ctrl-C.

    PREFECT_API_URL names the server. What lands becomes runs of its deployment `inbox`, for its workers.
    """
    settings.apply(quiet=True)
    from rich.console import Console  # noqa: PLC0415  (takes time to import)

    from flows.registry import Folders  # noqa: PLC0415  (seconds to import)
    from flows.watcher import WatchError, watch_inbox  # noqa: PLC0415

    try:
        watch_inbox(Folders(inbox, store, after), Console(stderr=True))
    except WatchError as error:
        raise click.ClickException(str(error)) from error


@main.command()
@click.argument("files", nargs=-1, required=True, type=_FILE, metavar="FILE...")
@_format("table", "jsonl", "csv")
@click.option("--out", type=_FOLDER, help="Write one <stem>.jsonl (or .csv) for each file into this folder.")
def extract(files: tuple[Path, ...], form: str, out: Path | None) -> None:
    """Observations of the files; no store is touched."""
    results, failed = _extracted(files)
    if out is not None:
        out.mkdir(parents=True, exist_ok=True)
        ending = "csv" if form == "csv" else "jsonl"
        names = _names(files, ending)
        for path, extraction in results:
            (out / names[path]).write_bytes(b"".join(_encoded(extraction.observations, ending)))
    else:
        _print([extraction.observations for _, extraction in results], form, OBSERVATION_COLUMNS, "observations")
    _exit(failed=failed)


@main.command()
@click.argument("files", nargs=-1, required=True, type=_FILE, metavar="FILE...")
@_format("table", "jsonl")
def numbers(files: tuple[Path, ...], form: str) -> None:
    """Every number of the files and what became of it."""
    results, failed = _extracted(files)
    columns = (("document", *NUMBER_COLUMNS)) if len(files) > 1 else NUMBER_COLUMNS
    _print([extraction.numbers for _, extraction in results], form, columns, "numbers")
    _exit(failed=failed)


@main.command()
@click.argument("file", type=_FILE)
def text(file: Path) -> None:
    """The text as read, to which all offsets point: exactly it, with no line break added."""
    from hengliang.each_file import Refused, texts_of_files  # noqa: PLC0415  (takes time to import)

    (result,) = texts_of_files([file])
    if isinstance(result, Refused):
        raise click.ClickException(f"{file}：{result.reason}")
    sys.stdout.buffer.write(result.text.encode("utf-8", "surrogatepass"))
    _exit(failed=_told_unread(file, result.unread))


@main.command()
@click.argument("file", type=_FILE)
@click.argument("number", type=click.IntRange(min=1), metavar="N")
@click.option("--boxes", is_flag=True, help="Draw a box around each number, coloured by what became of it.")
@click.option("--out", type=_PICTURE, help="Where to; <stem>-pN.png in the current folder if not given.")
@click.option("--scale", type=click.FloatRange(0.1, 10), default=2.0, show_default=True, help="Pixels for each point.")
def page(file: Path, number: int, *, boxes: bool, out: Path | None, scale: float) -> None:
    """A picture of page N of a PDF, for seeing what was read; prints where it is.

    Blue is an observation, orange a number that was ignored with a reason, red one that nothing explains, green a table.
    """
    from hengliang.each_file import Refused, picture_of  # noqa: PLC0415  (takes time to import)
    from hengliang.report.wanted import Wanted  # noqa: PLC0415

    result = picture_of(Wanted(file, number, boxes=boxes, scale=scale))
    if isinstance(result, Refused):
        raise click.ClickException(f"{file}：{result.reason}")
    if result.scale < scale:
        click.echo(f"{file}：页面太大，按 {result.scale:.3g} 倍画出（上限见 HENGLIANG_PIXELS）", err=True)
    place = out or Path(f"{file.stem}-p{number}.png")
    try:
        place.write_bytes(result.png)
    except OSError as error:
        raise click.ClickException(f"写不出 {place}：{error.strerror or error}") from error
    click.echo(place)
    _exit(failed=_told_unread(file, f"第{number}页：{result.unread}" if result.unread else ""))


@main.command()
@_old_store()
@_format("table", "jsonl")
def findings(store: Path | str, form: str) -> None:
    """The findings of the store, conflicts first."""
    _print([_opened(store).read("findings")], form, FINDING_COLUMNS, "findings")


@main.command()
@click.argument("finding", metavar="FINDING")
@click.option("--stands", metavar="N", help="The figure that stands: its number on the card, its document, or its id.")
@click.option("--neither", is_flag=True, help="None of the figures stands.")
@click.option("--reason", help="Why.")
@click.option("--who", default=getpass.getuser, help="Who decides; your user name if not given.")
@_old_store()
def decide(finding: str, stands: str | None, *, neither: bool, reason: str | None, who: str, store: Path | str) -> None:
    """Show a finding (the beginning of its id is enough), or write a decision on it to the ledger.

    Without --stands or --neither the finding is shown with its figures numbered. A decision is honoured by every later run,
    and void when the quotes it rests on change.
    """
    from rich.console import Console  # noqa: PLC0415  (takes time to import)

    from hengliang.publish import deciding  # noqa: PLC0415
    from hengliang.report.card import show_card  # noqa: PLC0415

    if neither and stands:
        raise click.UsageError("--stands and --neither exclude each other")
    if (neither or stands) and not reason:
        raise click.UsageError("a decision needs its --reason")
    place = _opened(store)
    try:
        case = deciding.case_of(place, finding)
        if not (neither or stands):
            show_card(case, Console(width=_width()))
            return
        choice = deciding.NEITHER if neither else deciding.choice_of(case, str(stands))
    except deciding.DecisionError as error:
        raise click.UsageError(str(error)) from error
    row = deciding.decide(place, case, choice, reason=str(reason), who=who)
    which = (
        "都不采用"
        if neither
        else next(f"采用 {r['document']}「{r['quote']}」" for r in case.choices if r["observation_id"] == choice)
    )
    click.echo(f"已记录：{which}（{row['who']}，{row['decided_at']}）。下次运行起生效。")


@main.command()
@click.argument("words", nargs=-1, required=True, metavar="WORDS...")
@_old_store()
@_format("table", "jsonl")
def query(words: tuple[str, ...], store: Path | str, form: str) -> None:
    """Facts that fit all words (indicator, area, period), each with its quotes."""
    from rich.console import Console  # noqa: PLC0415  (takes time to import)

    from hengliang.report import screen  # noqa: PLC0415
    from hengliang.report.query import matching  # noqa: PLC0415

    facts = matching(_opened(store).read("facts"), words)
    if form == "jsonl":
        _print([facts], form, (), "facts")
    else:
        screen.show_facts(facts, Console(width=_width()))


def _opened(store: Path | str) -> Store:
    """A store that is there."""
    from hengliang.publish.store import Store  # noqa: PLC0415  (takes time to import)

    opened = Store(store)
    opened.place.check()
    if opened.place.folder is None and opened.place.empty():
        raise click.ClickException(f"{opened.place} 里没有数据仓")
    return opened


def _extracted(files: Sequence[Path]) -> tuple[list[tuple[Path, Extraction]], bool]:
    """Each file with its extraction, and whether anything was not read: that is a sentence on standard error."""
    from hengliang.each_file import Refused, extract_files  # noqa: PLC0415  (takes time to import)

    results: list[tuple[Path, Extraction]] = []
    failed = False
    for path, result in zip(files, extract_files(files), strict=True):
        if isinstance(result, Refused):
            click.echo(f"{path}：{result.reason}", err=True)
            failed = True
        else:
            failed |= _told_unread(path, result.documents["unread"].item())
            results.append((path, result))
    return results, failed


def _told_unread(path: Path, unread: str) -> bool:
    """Say which pages are not in the text; whether there are any."""
    if unread:
        click.echo(f"{path}：未读页：{unread}", err=True)
    return bool(unread)


def _print(frames: list[pl.DataFrame], form: str, columns: tuple[str, ...], table: str) -> None:
    """Rows of one table on standard output."""
    import polars as pl  # noqa: PLC0415  (takes time to import)

    from hengliang.schema import empty  # noqa: PLC0415

    frame = pl.concat([empty(table), *frames])
    if form != "table":
        for piece in _encoded(frame, form):
            sys.stdout.buffer.write(piece)
        return
    from rich.console import Console  # noqa: PLC0415

    from hengliang.report.rows import to_table  # noqa: PLC0415

    to_table(frame, columns, Console(width=_width()))


def _encoded(frame: pl.DataFrame, form: str) -> Iterator[bytes]:
    """The rows as UTF-8, whatever the terminal's encoding; half a character of a file's name shows as its escape."""
    from hengliang.report.rows import to_csv, to_jsonl  # noqa: PLC0415  (takes time to import)

    pieces = (f"{line}\n" for line in to_jsonl(frame)) if form == "jsonl" else (to_csv(frame),)
    for piece in pieces:
        yield piece.encode("utf-8", "backslashreplace")


def _names(files: Iterable[Path], ending: str) -> dict[Path, str]:
    """``<stem>.<ending>`` for each file; of two with one stem, the second keeps its whole name, then gets a number."""
    names: dict[Path, str] = {}
    for path in files:
        choices = [f"{path.stem}.{ending}", f"{path.name}.{ending}"]
        choices += [f"{path.name}-{number}.{ending}" for number in range(2, len(names) + 3)]
        names[path] = next(choice for choice in choices if choice not in names.values())
    return names


def _check_limits() -> None:
    """Refuse limits in the environment that are none; imports nothing where there are none."""
    if not any(name.startswith(_LIMITS) for name in os.environ):
        return
    from hengliang.limits import LimitsError, limits  # noqa: PLC0415  (takes time to import)

    try:
        limits()
    except LimitsError as error:
        raise click.UsageError(str(error)) from error


def _width() -> int | None:
    """The terminal's own width; a file or a pipe has none."""
    return None if sys.stdout.isatty() else _PIPE_WIDTH


def _exit(*, failed: bool) -> None:
    if failed:
        sys.exit(1)


if __name__ == "__main__":
    main()
