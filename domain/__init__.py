"""Words and rules without I/O; imports the standard library only."""
