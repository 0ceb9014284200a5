"""Composition: the only package that knows every room; builds, runs, stops, reads the clock."""
