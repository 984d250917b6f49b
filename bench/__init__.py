"""Measurements, a module each with a `main`."""
