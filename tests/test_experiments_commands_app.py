import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from experiments.commands.app import HOST, SETTINGS, server_command


def free_port() -> int:
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return int(trial.getsockname()[1])


def answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://{HOST}:{port}/readyz", timeout=2) as reply:
            return bool(reply.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def test_the_page_served_is_the_one_of_this_installation() -> None:
    command = server_command(8765, no_browser=True)
    page = next(Path(word) for word in command if word.endswith("app.py"))
    assert page.exists()
    assert page.parent == Path(__file__).parents[1]
    assert command[command.index("--host") + 1] == "localhost"
    assert "--no-open" in command


def test_nothing_is_told_to_anybody() -> None:
    assert SETTINGS["SOLARA_TELEMETRY_MIXPANEL_ENABLE"] == "False"


@pytest.mark.slow
def test_app_serves_from_anywhere_and_ends_with_ctrl_c(tmp_path: Path) -> None:
    port = free_port()
    command = [sys.executable, "-m", "experiments", "app", "--port", str(port), "--no-browser"]
    place = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])}
    process = subprocess.Popen(command, cwd=tmp_path, env=place, start_new_session=True)
    try:
        deadline = time.monotonic() + 60
        while not answers(port):
            assert process.poll() is None
            assert time.monotonic() < deadline
            time.sleep(0.3)
        os.killpg(process.pid, signal.SIGINT)
        assert process.wait(timeout=20) == 0
        assert not answers(port)
    finally:
        process.kill()
