"""From a feed's URL to entries; the only room with aiohttp's client and feedparser."""
