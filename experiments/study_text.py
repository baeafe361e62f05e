"""Studies written as TOML, so that they read back equal."""

from dataclasses import fields
from typing import Any

from abm import Scenario
from experiments.designs import LIST, NEEDS, Design
from experiments.factors import Factor
from experiments.kept_rows import EVERY_YEAR
from experiments.study import Study

_DESIGN = tuple(item.name for item in fields(Design))


def to_toml(study: Study) -> str:
    """Write ``study`` as TOML text that ``read_study`` reads back to an equal study."""
    lines = [f"title = {_quoted(study.title)}", f"replicates = {study.replicates}", "", "[design]"]
    lines += [f"kind = {_quoted(study.design.kind)}"]
    lines += [
        f"{key} = {_text(getattr(study.design, key))}" for key in NEEDS[study.design.kind] if key in _DESIGN
    ]
    if study.design.kind == LIST:
        for point in study.rows:
            lines += ["", "[[design.rows]]"]
            lines += [f"{_quoted(n)} = {_text(v)}" for n, v in zip(study.names, point, strict=True)]
    else:
        for factor in study.factors:
            lines += ["", "[[factors]]", f"name = {_quoted(factor.name)}", *_range_lines(factor)]
    keep = study.keep
    lines += ["", "[keep]", f"measures = {_text(keep.measures)}", f"by = {_quoted(keep.by)}"]
    lines += [f"groups = {_text(keep.groups)}"] if keep.groups else []
    lines += [f"years = {_text(keep.years)}"] if keep.years != EVERY_YEAR else []
    lines += [f"areas = {_text(keep.areas)}"] if keep.areas else []
    return "\n".join([*lines, "", *_scenario_lines(study.base)]) + "\n"


def _range_lines(factor: Factor) -> list[str]:
    if factor.values:
        return [f"values = {_text(factor.values)}"]
    lines = [f"low = {_text(factor.low)}", f"high = {_text(factor.high)}"]
    lines += [f"levels = {factor.levels}"] if factor.levels else []
    return [*lines, "whole = true"] if factor.whole else lines


def _scenario_lines(base: Scenario) -> list[str]:
    """The scenario's own TOML, moved into the table ``[scenario]``."""
    moved = [
        line.replace("[", "[scenario.", 1) if line.startswith("[") else line
        for line in base.to_toml().splitlines()
    ]
    return ["[scenario]", *moved]


def _text(value: Any) -> str:
    """Write a value as TOML."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, tuple):
        return f"[{', '.join(map(_text, value))}]"
    return _quoted(value) if isinstance(value, str) else repr(value)


def _quoted(text: str) -> str:
    marks = {'"': '\\"', "\\": "\\\\"} | {chr(code): f"\\u{code:04x}" for code in (*range(32), 127)}
    return '"' + "".join(marks.get(mark, mark) for mark in text) + '"'
