"""The agents' rules as plain Python: the same source, run without the compiler.

Rules are shared with the model on purpose (their own tests work them out by hand); everything that
calls them is written again.
"""

from abm.rules import rules

__all__ = ["rules"]
