"""The verbs of ``sendlab``, one file each, every one with ``perform(words)``."""
