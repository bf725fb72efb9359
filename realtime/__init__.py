"""How a change reaches every screen: broker, room, hub. Knows State and Envelope, no slice."""
