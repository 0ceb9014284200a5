"""How many answers one person may ask for: a token bucket, refilled by time."""

from dataclasses import dataclass
from datetime import datetime

BURST = 5.0
PER_SECOND = 1.0
"""Tokens per second. Faster than this is a script; its requests are dropped silently."""


@dataclass(frozen=True, slots=True)
class Bucket:
    tokens: float
    at: datetime


def spend(bucket: Bucket | None, now: datetime) -> tuple[Bucket, bool]:
    """Take one token from the bucket, and return whether there was one."""
    before = bucket or Bucket(BURST, now)
    passed = (now - before.at).total_seconds()
    tokens = min(before.tokens + passed * PER_SECOND, BURST)
    granted = tokens >= 1
    return Bucket(tokens - 1 if granted else tokens, now), granted


def is_full(bucket: Bucket, now: datetime) -> bool:
    """Whether the bucket is full again, so that nothing is lost by forgetting it."""
    return bucket.tokens + (now - bucket.at).total_seconds() * PER_SECOND >= BURST
