"""The way a component tree reaches a browser and a browser's events reach it. No route, no rights, no domain."""
