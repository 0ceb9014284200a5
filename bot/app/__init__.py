"""Composition: the only module that knows every room; builds, runs, stops, reads the clock."""
