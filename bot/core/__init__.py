"""Rules over frozen data: no I/O, no clock, no log; the standard library and pure text libraries
only.
"""
