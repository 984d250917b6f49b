"""People: coming, going, what they want to be told."""
