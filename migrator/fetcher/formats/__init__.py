"""The data forms that entries come in: Atom, Takeout's Atom, RSS, JSON, the API's JSON."""
