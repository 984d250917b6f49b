"""Somebody in danger: recognised, answered, and told to staff."""
