"""Passes: loops down the columns that call the agents' rules; each file is one part of the month.

Columns of single precision are widened by ``float64`` before a rule sees them: compiled ``float``
would leave them as they are, and rules would round where plain Python does not.
"""
