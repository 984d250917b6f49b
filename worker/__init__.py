"""What outlives a request: tasks from the outbox, the message log, and what comes round by the clock."""
