"""Each stage of a run as a Prefect task: its name, tag, retries and run name. What a stage does is in ``hengliang``."""
