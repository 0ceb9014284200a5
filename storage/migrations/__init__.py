"""The schema's history: one numbered file per change, applied in order when the bot starts."""
