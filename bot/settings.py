"""Environment to Settings."""
