"""Charts of key results and objectives: drawn on the server as SVG, live like everything else, and readable as tables."""
