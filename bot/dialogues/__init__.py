"""The dialogues, each in a file of its own."""
