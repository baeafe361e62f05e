"""``sendlab app``: serve the page to this computer only, and open it in the browser."""

import os
import socket
import subprocess
import sys
from pathlib import Path

from abm import InputError
from experiments.command_line import Parser
from experiments.compiling_first import compile_first
from experiments.scenario_options import whole_number
from experiments.views.keeping import MAKE_READY

EXAMPLES = """\
sendlab app
sendlab app --port 8800 --no-browser"""

HOST = "localhost"
DEFAULT_PORT = 8765

# What the server must know before it reads the page; app.py sets the rest. No word leaves the computer.
SETTINGS = {
    "SOLARA_TELEMETRY_MIXPANEL_ENABLE": "False",
    "SOLARA_KERNEL_MAX_COUNT": "60",
    "SOLARA_SESSION_HTTP_ONLY": "true",
    MAKE_READY: "yes",
}


def perform(words: list[str]) -> None:
    """Serve the page until Ctrl-C; raises ``InputError`` for a port that is not free."""
    options = _parser().read(words)
    port = whole_number("--port", options.port)
    _check_free(port)
    compile_first()
    print(f"SEND Lab at http://{HOST}:{port} (Ctrl-C ends it)", flush=True)  # noqa: T201
    server = subprocess.Popen(server_command(port, options.no_browser), env={**SETTINGS, **os.environ})
    try:
        code = server.wait()
    except KeyboardInterrupt:
        code = 0
    finally:
        server.terminate()
        server.wait()
    if code:
        raise InputError(
            "sendlab app", f"port {port}", "a server that keeps running", "See its message above."
        )


def server_command(port: int, no_browser: bool) -> list[str]:
    """Return the command that serves the page of this very installation."""
    page = Path(__file__).resolve().parents[2] / "app.py"
    command = [sys.executable, "-m", "solara", "run", str(page), "--production"]
    return [*command, "--host", HOST, "--port", str(port), *(["--no-open"] if no_browser else [])]


def _parser() -> Parser:
    parser = Parser("app", "Open the model as a page in the browser. It works offline.", EXAMPLES)
    parser.add_argument("--port", metavar="N", default=str(DEFAULT_PORT), help=f"default {DEFAULT_PORT}")
    parser.add_argument("--no-browser", action="store_true", help="only serve; open the address yourself")
    return parser


def _check_free(port: int) -> None:
    if not 1 <= port <= 65535:
        raise InputError("sendlab app", "--port", f"a number from 1 to 65535, not {port}", "Try 8765.")
    with socket.socket() as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind(("127.0.0.1", port))
        except OSError as error:
            expected = f"a free port, not {port} ({error.strerror})"
            raise InputError("sendlab app", "--port", expected, f"Try --port {port + 1}.") from None
