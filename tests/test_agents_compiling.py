"""The folder of compiled code: one for each state of the sources, old ones forgotten, never a stale one."""

import os
from pathlib import Path

import numba
import pytest

from agents import compiling
from agents.compiling import cache_folder, forget_old_caches, source_digest, usable_cache


def caches(base: Path, names: list[str]) -> None:
    """Folders used one after the other, each with something in it."""
    for age, name in enumerate(names):
        (base / name).mkdir(parents=True)
        (base / name / "pass.nbi").write_text("compiled")
        os.utime(base / name, (1000.0 + age, 1000.0 + age))


def test_caches_used_least_recently_are_forgotten(tmp_path: Path) -> None:
    caches(tmp_path, ["oldest", "older", "current", "newer", "newest"])
    forget_old_caches(tmp_path / "current", keep=2)
    assert sorted(one.name for one in tmp_path.iterdir()) == ["current", "newer", "newest"]


def test_using_a_cache_keeps_it_young(tmp_path: Path) -> None:
    caches(tmp_path, ["used", "unused"])
    assert usable_cache(tmp_path / "used") == tmp_path / "used"
    forget_old_caches(tmp_path / "new", keep=1)
    assert [one.name for one in tmp_path.iterdir()] == ["used"]


def test_a_new_cache_makes_room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compiling.forget_old_caches, "__defaults__", (1,))
    caches(tmp_path, ["older", "newer"])
    assert usable_cache(tmp_path / "new").is_dir()
    assert sorted(one.name for one in tmp_path.iterdir()) == ["new", "newer"]


def test_where_nothing_can_be_kept_a_temporary_folder_serves(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    folder = usable_cache(tmp_path / "file" / "digest")
    assert folder.is_dir()
    assert tmp_path not in folder.parents


def test_the_cache_is_named_after_the_sources(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SENDLAB_CACHE", "/somewhere")
    assert cache_folder() == Path("/somewhere/sendlab") / source_digest()


def test_an_edited_rule_has_another_digest(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for folder in ("agents", "abm"):
        (tmp_path / folder).mkdir()
    rule = tmp_path / "agents" / "school.py"
    rule.write_text("bar = 0.4")
    monkeypatch.setattr(compiling, "__file__", str(tmp_path / "agents" / "compiling.py"))
    before = source_digest()
    rule.write_text("bar = 0.5")
    assert source_digest() != before


def test_some_compiled_code_is_not_all_until_that_is_noted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(numba.config, "CACHE_DIR", str(tmp_path))
    caches(tmp_path, ["passes_1"])
    assert not compiling.is_compiled()
    compiling.note_compiled()
    assert compiling.is_compiled()
