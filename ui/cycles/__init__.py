"""The page of cycles."""
