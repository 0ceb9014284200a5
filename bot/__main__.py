"""python -m bot: arguments and environment in, exit code out."""
