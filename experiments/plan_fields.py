"""Reading one key of a plan: of the right kind, or a complaint that names the key and a remedy."""

import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from abm import InputError, nearest_choice
from experiments.factors import Value


def read_toml(path: Path, shipped: Sequence[str]) -> dict[str, Any]:
    """Read a TOML file; raises ``InputError``, which also names the ``shipped`` plans, if there are any."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is not UTF-8 text"
        plans = f"Give a file, or the name of a plan that comes along: {', '.join(shipped)}."
        remedy = plans if shipped else "Check the path."
        raise InputError(str(path), "", f"a readable file in TOML ({reason})", remedy) from None
    except tomllib.TOMLDecodeError as error:
        plan = "Compare with the plan.toml that every study's folder holds."
        remedy = plan if shipped else "Mend that line."
        raise InputError(str(path), "", f"valid TOML ({error})", remedy) from None


def only_known(given: Mapping[str, Any], known: Sequence[str], where: str, prefix: str) -> None:
    """Raise ``InputError`` for a key that is not ``known``."""
    for key in given:
        if key not in known:
            raise InputError(where, f"{prefix}{key}", "a key that is known", nearest_choice(key, known))


def table_at(content: Mapping[str, Any], key: str) -> dict[str, Any]:
    """Return the table at ``key``, empty if there is none; raises ``InputError``."""
    given = content.get(key, {})
    if not isinstance(given, dict):
        raise InputError("plan", key, f"a table, not {given!r}", f"Write [{key}].")
    return given


def tables_at(content: Mapping[str, Any], key: str) -> list[dict[str, Any]]:
    """Return the list of tables at ``key``, empty if there is none; raises ``InputError``."""
    given = content.get(key, [])
    if not isinstance(given, list) or not all(isinstance(item, dict) for item in given):
        raise InputError("plan", key, "a list of tables", f"Write [[{key}]] above each.")
    return given


def choice_at(table: Mapping[str, Any], key: str, known: list[str], prefix: str) -> str:
    """Return the one of the ``known`` words at ``key``; raises ``InputError``."""
    given = table.get(key)
    if given not in known:
        said = f"one of {', '.join(known)}" + (f", not {given!r}" if given is not None else "")
        raise InputError("plan", f"{prefix}.{key}", said, nearest_choice(given, known))
    return str(given)


def whole_at(table: Mapping[str, Any], key: str, default: int, prefix: str) -> int:
    """Return the whole number at ``key``; raises ``InputError``."""
    given = table.get(key, default)
    if not isinstance(given, int) or isinstance(given, bool):
        raise InputError("plan", f"{prefix}{key}", f"a whole number, not {given!r}", "Write digits only.")
    return given


def plain_value(given: Any, name: str) -> Value:
    """Return a number or a text as it is; raises ``InputError`` for anything else."""
    if isinstance(given, bool) or not isinstance(given, int | float | str):
        raise InputError("plan", name, f"a number or a text, not {given!r}", "Write it like 0.5.")
    return given


def texts_at(table: Mapping[str, Any], key: str, default: tuple[str, ...]) -> tuple[str, ...]:
    """Return the list of texts at ``key``, without repeats; raises ``InputError``."""
    given = table.get(key, list(default))
    if not isinstance(given, list) or not all(isinstance(item, str) for item in given):
        remedy = f"Write {key} = [...] with every name in quotes."
        raise InputError("plan", f"keep.{key}", "a list of names in quotes", remedy)
    return tuple(dict.fromkeys(given))


def flat(table: Mapping[str, Any], prefix: str = "") -> dict[str, Any]:
    """Undo TOML's reading of a dotted key ``family.x = 1`` as a table inside a table."""
    found: dict[str, Any] = {}
    for name, value in table.items():
        found |= flat(value, f"{prefix}{name}.") if isinstance(value, dict) else {prefix + name: value}
    return found
