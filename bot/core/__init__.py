"""Rules over frozen data: no I/O, no clock, no log; the standard library and pure text libraries
only.

One package per step of the pipeline, each importing only the ones listed before it: types and
lang; reasons; matching, grouping, ledger, delivery and chat; reading; alerts; planning; editing;
renderer; pages.
"""
