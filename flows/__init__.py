"""The flows: which stages, in which order. They read like a table of contents; the stages are in ``tasks``.

Importing this package turns telemetry off, before any of its modules imports Prefect.
"""

from hengliang import settings

settings.apply()
