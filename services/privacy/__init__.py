"""Personal data: consents, what is held of a person, how it is erased, how long it is kept."""
