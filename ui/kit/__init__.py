"""Small things every page uses. No domain words beyond people and statuses."""
