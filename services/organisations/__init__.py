"""Organisations and companies that take up wishes."""
