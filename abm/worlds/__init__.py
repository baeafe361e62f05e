"""Worlds: the state a run starts from, built from official facts or made up for teaching."""
