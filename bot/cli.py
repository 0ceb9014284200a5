"""The command line: run, demo, check, match, group, explain and the rest."""
