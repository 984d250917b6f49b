"""The account itself: its menu, keyword replies and codes to scan."""
