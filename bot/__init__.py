"""isswire: Telegram news alerts about the International Space Station and Roscosmos."""
