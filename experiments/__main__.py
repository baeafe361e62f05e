"""The command ``sendlab``, also ``python -m experiments``."""

import signal
import sys
from collections.abc import Sequence

EXIT_INTERRUPTED = 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line with ``arguments`` (by default the process's own); return its exit code.

    Ctrl-C gives one line and exit code 130, however often it is pressed.
    """
    try:
        # Loading the compiler takes a second or two, in which Ctrl-C must end as quietly as later.
        from experiments.command_line import perform  # noqa: PLC0415

        return perform(sys.argv[1:] if arguments is None else list(arguments))
    except KeyboardInterrupt:
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # who presses twice must not see Python wind up
        print("\nsendlab: stopped; nothing half-written is left behind.", file=sys.stderr)  # noqa: T201
        return EXIT_INTERRUPTED


if __name__ == "__main__":
    sys.exit(main())
