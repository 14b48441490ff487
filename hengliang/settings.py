"""The environment every process of ours starts from: no telemetry, a quiet terminal.

Prefect and Great Expectations read these variables when they are imported, so ``apply`` is called before that. A
variable that a person has set stays as it is. This module imports neither of them, and nothing that takes time.
"""

from __future__ import annotations

import os
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

#: What keeps the libraries from calling out to a network.
NO_TELEMETRY: Final[Mapping[str, str]] = MappingProxyType(
    {
        "DO_NOT_TRACK": "1",  # Prefect's client side, and other tools that honour it
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",  # the server's heartbeat to its makers
        "PREFECT_SERVER_UI_SHOW_PROMOTIONAL_CONTENT": "false",
        "PREFECT_TELEMETRY_ENABLE_RESOURCE_METRICS": "false",
        "GX_ANALYTICS_ENABLED": "false",
    }
)
#: What keeps Prefect's log lines off the terminal of ``hengliang run``; they still go to the run in the UI.
QUIET: Final[Mapping[str, str]] = MappingProxyType({"PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL": "CRITICAL"})


def apply(*, quiet: bool = False) -> None:
    """Set the defaults that are not set yet.

    Args:
        quiet: whether Prefect's log lines stay off the terminal as well.
    """
    for name, value in {**NO_TELEMETRY, **(QUIET if quiet else {})}.items():
        os.environ.setdefault(name, value)
