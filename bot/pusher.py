"""Stories out: take due deliveries, send, record."""
