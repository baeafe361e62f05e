"""How far a long job has come: a line that redraws on a terminal, plain lines elsewhere."""

import sys
import time
from typing import TextIO

from experiments.wording import duration

SECONDS_BETWEEN_REDRAWS = 0.1
SECONDS_BETWEEN_LINES = 10.0
WIDTH = 28


class Progress:
    """Report ``done`` of ``total`` with the time left; call it as often as you like.

    On a terminal one line is redrawn; into a file or a pipe a plain line is added now and then,
    the first and the last always.
    """

    def __init__(self, label: str, stream: TextIO | None = None) -> None:
        self.label = label
        self.stream = sys.stderr if stream is None else stream
        self.on_terminal = self.stream.isatty()
        self.started = time.monotonic()
        self.first_done: tuple[float, int] | None = None
        self.shown = -1e9
        self._say(f"{label} ...")

    def __call__(self, done: int, total: int, note: str = "") -> None:
        """Say that ``done`` of ``total`` steps are behind us; ``note`` might be the model's date."""
        now = time.monotonic()
        # The first step carries loading and building, so time left is judged from there on.
        if self.first_done is None:
            self.first_done = (now, done)
        pause = SECONDS_BETWEEN_REDRAWS if self.on_terminal else SECONDS_BETWEEN_LINES
        if now - self.shown < pause and done < total:
            return
        self.shown = now
        share = done / total
        bar = "#" * round(share * WIDTH)
        self._say(f"{self.label} [{bar:.<{WIDTH}}] {share:4.0%} {note}{self._left(now, done, total)}")

    def close(self) -> None:
        """End the line and say how long it all took."""
        self._say(f"{self.label}: {time.monotonic() - self.started:.1f} s")
        if self.on_terminal:
            self.stream.write("\n")
            self.stream.flush()

    def _left(self, now: float, done: int, total: int) -> str:
        if self.first_done is None or done <= self.first_done[1] or done == total:
            return ""
        since, first = self.first_done
        return f", {duration((now - since) / (done - first) * (total - done))} left"

    def _say(self, line: str) -> None:
        # \r goes back to the start of the line, \x1b[K wipes what stood there.
        self.stream.write(f"\r{line}\x1b[K" if self.on_terminal else f"{line}\n")
        self.stream.flush()
