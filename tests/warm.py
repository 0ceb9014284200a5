"""What lives are forked from has loaded everything that each of them would load."""

from pathlib import Path

from bot.app.intake import ruleset_of
from bot.catalog import load_catalog
from bot.locale.loading import load_texts

ruleset_of(load_catalog(Path(__file__).parents[1] / "feeds.yaml")).compiled()
load_texts()
