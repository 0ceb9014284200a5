"""Memory; the only room with SQL."""
