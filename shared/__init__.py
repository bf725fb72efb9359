"""The domain of Cairn: objectives, key results and everything said about them. Pure: no I/O, no clock, no ids of its own."""
