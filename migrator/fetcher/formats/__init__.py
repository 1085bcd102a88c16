"""The formats of entries: Atom, Takeout's Atom, RSS, JSON, the API's JSON."""
