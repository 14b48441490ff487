"""What ``--store`` takes: a folder, or ``s3://bucket/prefix``.

In: the word of a command line. Out: the path of a folder, or the address as it is. Only click is imported, unless the store
lies in object storage. Whether it can be reached is seen by who opens it.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import click

#: What object storage begins with, see ``publish.place``.
_REMOTE: Final = "s3://"
HELP: Final = "Folder of the store, or s3://bucket/prefix."


class StoreOption(click.Path):
    """A folder, or an address in object storage.

    Args:
        exists: whether it must be there; of one in object storage this is seen when it is opened.
    """

    name = "directory"

    def __init__(self, *, exists: bool = False) -> None:
        super().__init__(exists=exists, file_okay=False, path_type=Path)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The folder as a path, an address as text; click says what is wrong with either."""
        if not isinstance(value, str) or not value.startswith(_REMOTE):
            return super().convert(value, param, ctx)
        from hengliang.publish.place import PlaceError, place_of  # noqa: PLC0415  (seldom needed)

        try:
            return str(place_of(value))
        except PlaceError as error:
            self.fail(str(error), param, ctx)


class Commands(click.Group):
    """Commands whose storage that cannot be used is told in a sentence, as any wrong word of a command line is."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command."""
        try:
            return super().invoke(ctx)
        except Exception as error:
            from hengliang.publish.place import told  # noqa: PLC0415  (only once something has failed)

            if (sentence := told(error)) is None:
                raise
            raise click.ClickException(str(sentence)) from error
