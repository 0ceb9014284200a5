"""feeds.yaml to Catalog."""
