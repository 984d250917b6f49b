"""The platform's callbacks."""
