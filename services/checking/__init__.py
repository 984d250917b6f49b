"""What others may see is checked first: by the platform, by our own words, and by staff where there is doubt."""
