"""Import and export: files come in as commands, whole or not at all, and go out in the same forms."""
