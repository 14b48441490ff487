"""What all tests share: no test fails because the machine is busy."""

from __future__ import annotations

from hypothesis import settings
from s3_server import bucket, s3_environment, s3_server

__all__ = ["bucket", "s3_environment", "s3_server"]

settings.register_profile("whatever the clock says", deadline=None)
settings.load_profile("whatever the clock says")
