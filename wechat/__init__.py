"""The platform: what it sends us, what we answer, and what we ask of it. Knows nothing of the product."""
