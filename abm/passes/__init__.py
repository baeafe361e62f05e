"""Passes: loops down the columns that call the agents' rules; each file is one part of the month."""
