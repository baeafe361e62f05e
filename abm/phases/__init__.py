"""Phases: the parts of a month, each a function of the world and the present month."""
