"""An objective's key results: cards that show, and forms that change."""
