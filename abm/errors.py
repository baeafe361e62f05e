"""The one kind of error a user can cause, and how it points to the nearest valid choice."""

from collections.abc import Iterable
from difflib import get_close_matches


class InputError(ValueError):
    """Something the user gave is wrong: says where, which key, what was expected and what to do.

    ``where`` is a file or an option, ``key`` the setting inside it (empty if the whole file is
    meant), ``expected`` completes "expected ..." and ``remedy`` is a short sentence.
    """

    def __init__(self, where: str, key: str, expected: str, remedy: str) -> None:
        self.where, self.key, self.expected, self.remedy = where, key, expected, remedy
        super().__init__(where, key, expected, remedy)

    def __str__(self) -> str:
        """Read as one line: ``scenario.toml: world: expected ... Remedy.``"""
        place = f"{self.where}: {self.key}" if self.key else self.where
        return f"{place}: expected {self.expected}. {self.remedy}"

    def moved_to(self, where: str) -> "InputError":
        """Return the same error as found in ``where``, for instance the file that was read."""
        return InputError(where, self.key, self.expected, self.remedy)


def nearest_choice(given: object, choices: Iterable[str]) -> str:
    """Return a remedy that names the valid choice nearest to what was given.

    Compares without regard to case; with nothing near, it lists the first few choices.
    """
    names = list(choices)
    by_lower_case = {name.lower(): name for name in names}
    near = get_close_matches(str(given).lower(), by_lower_case, n=1, cutoff=0.5)
    if near:
        return f"Did you mean {by_lower_case[near[0]]!r}?"
    shown = ", ".join(names[:8])
    return f"Choose one of: {shown}{' and others' if len(names) > 8 else ''}."
