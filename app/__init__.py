"""Settings, wiring and commands: the only code that knows every part."""
