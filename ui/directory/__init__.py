"""The page of directory."""
