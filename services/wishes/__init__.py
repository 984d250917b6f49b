"""Micro-wishes."""
