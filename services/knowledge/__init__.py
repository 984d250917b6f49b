"""The knowledge base: written, tried, released by a second person, and learned from what people ask."""
