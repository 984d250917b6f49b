"""Every sentence that people read in a chat, notice or error, by message name."""
