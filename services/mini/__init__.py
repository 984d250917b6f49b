"""The mini-program's door: signing in, the phone number, files of one's own."""
