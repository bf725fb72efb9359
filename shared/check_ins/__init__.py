"""Check-ins: a value, a confidence and a word, immutable once posted."""
