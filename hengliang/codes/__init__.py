"""Codelists, loaded strictly: what is knowledge and not code."""
