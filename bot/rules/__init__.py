"""The reviewed rule data shipped with the project, loaded into core values."""
