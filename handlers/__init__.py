"""HTTP: thin, no rules."""
