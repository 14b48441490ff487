"""What all tests share: no test fails because the machine is busy, and those of object storage have a process of their own."""

from __future__ import annotations

import pytest
from hypothesis import settings
from s3_server import bucket, s3_environment, s3_server

__all__ = ["bucket", "s3_environment", "s3_server"]

settings.register_profile("whatever the clock says", deadline=None)
settings.load_profile("whatever the clock says")

_FIXTURES = {"bucket", "s3_environment", "s3_server"}


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what asks an S3 server: ``make test`` runs it apart, with an environment that does not change (``s3_server``)."""
    for item in items:
        parameters = getattr(item, "callspec", None)
        asks = _FIXTURES & set(getattr(item, "fixturenames", ()))
        if asks or (parameters and "bucket" in parameters.params.values()):
            item.add_marker("storage")
