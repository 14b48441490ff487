"""The flows: which stages, in which order. They read like a table of contents; the stages are in ``tasks``."""
