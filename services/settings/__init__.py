"""What staff set for the whole city: hotlines, quiet hours, texts, days off and working hours."""
