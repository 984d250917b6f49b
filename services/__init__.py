"""Use cases, a package a domain."""
