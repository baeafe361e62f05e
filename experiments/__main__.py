"""The command ``sendlab``, also ``python -m experiments``."""

import sys
from collections.abc import Sequence

from experiments.command_line import perform


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line with ``arguments`` (by default the process's own); return its exit code."""
    return perform(sys.argv[1:] if arguments is None else list(arguments))


if __name__ == "__main__":
    sys.exit(main())
