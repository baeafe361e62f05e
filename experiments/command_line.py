"""What every ``sendlab`` verb shares: finding the verb, help, exit codes, one line for bad input."""

import argparse
import importlib
import os
import signal
import sys
import textwrap
from collections.abc import Callable
from importlib import metadata
from typing import Any, NoReturn

from abm import BooksDoNotClose, InputError, nearest_choice

VERBS = {
    "run": "run one scenario and write its table, figures and provenance",
    "sweep": "make all the runs of a plan or a grid into a store that survives anything",
    "results": "show what came out of a sweep: tables, heat maps, responses, differences",
    "validate": "judge the model by patterns of the official record",
    "app": "open the model as a page in the browser",
    "compare": "run policies side by side under the same luck, over several seeds",
    "loops": "show the feedback loops, their polarity, and what cutting each one changes",
    "describe": "print the parameters, measures, levers, packages, claims, links, sources or authorities",
    "bench": "measure speed and memory on this machine",
}

EXIT_FAILED = 1
EXIT_BAD_INPUT = 2
EXIT_TERMINATED = 143
EXIT_BROKEN_PIPE = 141


class Parser(argparse.ArgumentParser):
    """A parser whose complaints are ``InputError``, and whose unknown options name the nearest."""

    def __init__(self, verb: str, description: str, examples: str = "") -> None:
        super().__init__(
            prog=f"sendlab {verb}".strip(),
            description=description,
            epilog=f"examples:\n{textwrap.indent(examples, '  ')}" if examples else None,
            formatter_class=argparse.RawDescriptionHelpFormatter,
            allow_abbrev=False,
        )

    def error(self, message: str) -> NoReturn:
        """Raise what argparse found as an ``InputError``."""
        raise InputError(self.prog, "", f"other options ({message})", f"See: {self.prog} --help")

    def read(self, words: list[str]) -> argparse.Namespace:
        """Parse ``words``; raises ``InputError`` for an option this verb does not have."""
        options, unknown = self.parse_known_args(words)
        if unknown:
            known = [name for name in self._option_string_actions if name.startswith("--")]
            raise InputError(self.prog, unknown[0], "only its own options", nearest_choice(unknown[0], known))
        return options


def perform(words: list[str]) -> int:
    """Do what the command line ``words`` ask for and return the exit code.

    0 is success, 1 a run whose books do not close, 2 bad input (one line on stderr, nothing written),
    143 terminated.
    """
    signal.signal(signal.SIGTERM, _stop)
    try:
        return _dispatch(words)
    except InputError as error:
        return _say(f"sendlab: {str(error).removeprefix('sendlab: ')}", EXIT_BAD_INPUT)
    except BooksDoNotClose as error:
        return _say(f"sendlab: the run was stopped because its books do not close: {error}", EXIT_FAILED)
    except BrokenPipeError:
        # The reader of our output (head, less) has gone; give Python's last flush somewhere to go.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return EXIT_BROKEN_PIPE


def _dispatch(words: list[str]) -> int:
    if not words or words[0] in ("-h", "--help", "help"):
        print(_overview())  # noqa: T201  the command line is what prints
        return 0
    if words[0] in ("-V", "--version"):
        print(f"sendlab {_version()}")  # noqa: T201
        return 0
    verb = words[0]
    if verb not in VERBS:
        raise InputError("sendlab", verb, "a verb", nearest_choice(verb, VERBS))
    # Only the verb asked for is imported: help must not wait for a compiler to load.
    module = importlib.import_module(f"experiments.commands.{verb}")
    command: Callable[[list[str]], Any] = module.perform
    command(words[1:])
    sys.stdout.flush()
    return 0


def _overview() -> str:
    width = max(map(len, VERBS))
    lines = [f"  sendlab {verb:<{width}}  {what}" for verb, what in VERBS.items()]
    return "\n".join(
        [
            "sendlab: a model of England's special educational needs and disabilities system.",
            "",
            *lines,
            "",
            "sendlab VERB --help shows the options of a verb with examples; sendlab --version the version.",
        ]
    )


def _version() -> str:
    try:
        return metadata.version("sendlab")
    except metadata.PackageNotFoundError:
        return "from a folder that is not installed"


def _stop(*_: object) -> NoReturn:
    """Turn a polite request to end (SIGTERM) into an exit that still cleans up."""
    raise SystemExit(EXIT_TERMINATED)


def _say(line: str, code: int) -> int:
    print(line, file=sys.stderr)  # noqa: T201
    return code
