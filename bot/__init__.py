"""Conversation: the turn, the dialogue engine, commands."""
