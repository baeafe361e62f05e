import fcntl
import multiprocessing
import os
import time
from pathlib import Path

import pytest

from abm import InputError
from experiments.run_folder import MARK, free_folder, new_folder


def make(out: Path, text: str = "new", force: bool = False) -> None:
    with new_folder(out, force=force) as folder:
        (folder / MARK).write_text(text)


def names(parent: Path) -> list[str]:
    return sorted(path.name for path in parent.iterdir())


def test_folder_appears_only_when_complete(tmp_path: Path) -> None:
    out = tmp_path / "deep" / "run"
    with new_folder(out) as folder:
        (folder / MARK).write_text("x")
        assert not out.exists()
    assert (out / MARK).read_text() == "x"
    assert names(out.parent) == ["run"]


@pytest.mark.parametrize("error", [RuntimeError, KeyboardInterrupt, SystemExit])
def test_nothing_is_left_after_an_error_or_an_interrupt(tmp_path: Path, error: type[BaseException]) -> None:
    def fail() -> None:
        with new_folder(tmp_path / "run") as folder:
            (folder / "half").write_text("half-written")
            raise error

    with pytest.raises(error):
        fail()
    assert names(tmp_path) == []


def test_an_empty_folder_is_filled(tmp_path: Path) -> None:
    (tmp_path / "run").mkdir()
    make(tmp_path / "run")
    assert names(tmp_path / "run") == [MARK]


def test_a_filled_folder_is_refused_and_kept(tmp_path: Path) -> None:
    make(tmp_path / "run", "first")
    with pytest.raises(InputError, match="--force"):
        make(tmp_path / "run", "second")
    assert (tmp_path / "run" / MARK).read_text() == "first"


def test_force_replaces_an_earlier_run_whole(tmp_path: Path) -> None:
    make(tmp_path / "run", "first")
    (tmp_path / "run" / "leftover").write_text("of the first")
    make(tmp_path / "run", "second", force=True)
    assert (tmp_path / "run" / MARK).read_text() == "second"
    assert names(tmp_path) == ["run"]
    assert names(tmp_path / "run") == [MARK]


def test_force_that_fails_half_way_keeps_the_earlier_run(tmp_path: Path) -> None:
    make(tmp_path / "run", "first")
    with pytest.raises(KeyboardInterrupt), new_folder(tmp_path / "run", force=True):
        raise KeyboardInterrupt
    assert (tmp_path / "run" / MARK).read_text() == "first"


def test_force_never_deletes_what_sendlab_did_not_write(tmp_path: Path) -> None:
    (tmp_path / "thesis").mkdir()
    (tmp_path / "thesis" / "chapter.doc").write_text("four years of work")
    with pytest.raises(InputError, match="leaves it alone"):
        make(tmp_path / "thesis", force=True)
    assert names(tmp_path / "thesis") == ["chapter.doc"]


def test_what_cannot_be_a_folder_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    (tmp_path / "link").symlink_to(tmp_path)
    for out in (
        tmp_path / "file",
        tmp_path / "link",
        tmp_path / "file" / "deeper",
        Path("/proc/nowhere/run"),
    ):
        with pytest.raises(InputError, match=str(out)):
            make(out)


def test_a_full_disk_is_an_input_error_and_leaves_nothing(tmp_path: Path) -> None:
    def fill() -> None:
        with new_folder(tmp_path / "run"), Path("/dev/full").open("w") as full_disk:
            full_disk.write("x" * 100_000)

    with pytest.raises(InputError, match="room to write"):
        fill()
    assert names(tmp_path) == []


def test_a_second_run_into_the_same_folder_is_refused(tmp_path: Path) -> None:
    with new_folder(tmp_path / "run") as folder:
        (folder / MARK).write_text("first")
        with pytest.raises(InputError, match="Another run is writing there"):
            make(tmp_path / "run", "second")
    assert (tmp_path / "run" / MARK).read_text() == "first"


def test_what_a_killed_run_left_does_not_stand_in_the_way(tmp_path: Path) -> None:
    (tmp_path / ".run.partial").mkdir()
    (tmp_path / ".run.partial" / "half").write_text("half-written")
    (tmp_path / ".run.lock").write_text("")
    make(tmp_path / "run")
    assert names(tmp_path) == ["run"]
    assert names(tmp_path / "run") == [MARK]


def test_a_lock_held_by_another_process_counts_and_falls_with_it(tmp_path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    ready = context.Event()
    holder = context.Process(target=hold_for_ever, args=(tmp_path / ".run.lock", ready))
    holder.start()
    assert ready.wait(30)
    with pytest.raises(InputError, match="Another run"):
        make(tmp_path / "run")
    holder.kill()
    holder.join()
    make(tmp_path / "run")


def hold_for_ever(lock: Path, ready: "multiprocessing.synchronize.Event") -> None:
    with lock.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        ready.set()
        time.sleep(600)


def test_free_folder_counts_on_past_taken_names(tmp_path: Path) -> None:
    assert free_folder(tmp_path, "run").name == "run"
    (tmp_path / "run").mkdir()
    (tmp_path / ".run-2.lock").touch()
    assert free_folder(tmp_path, "run").name == "run-3"


def test_umask_decides_who_may_read_the_results(tmp_path: Path) -> None:
    before = os.umask(0o022)
    try:
        make(tmp_path / "run")
    finally:
        os.umask(before)
    assert (tmp_path / "run").stat().st_mode & 0o777 == 0o755
