"""Real seeds: processes of the repository's own, on free ports, with folders of their own."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import tempfile
import threading
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
NODE = os.environ.get("WAGGLE_NODE", str(ROOT / "node_modules" / ".bin" / "node"))


class SeedProcess:
    """A seed that may be killed and started again with what it has kept."""

    def __init__(self) -> None:
        self.folder = tempfile.mkdtemp(prefix="waggle-python-")
        self.port = 0
        self.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        main = str(ROOT / "signaling" / "main.ts")
        args = [NODE, main, "--port", str(self.port), "--host", "127.0.0.1", "--no-open", "--data", self.folder]
        self.process = subprocess.Popen(args, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True)
        assert self.process.stdout is not None
        said = ""
        for line in self.process.stdout:
            said += line
            found = re.search(r"http://localhost:(\d+)", line)
            if found:
                self.port = int(found[1])
                break
        else:
            raise RuntimeError(f"The seed did not start:\n{said}")
        # Whoever does not read what a process says stops it one day.
        self._reader = threading.Thread(target=self.process.stdout.read, daemon=True)
        self._reader.start()

    def kill(self, how: int = signal.SIGKILL) -> None:
        self.process.send_signal(how)
        self.process.wait()
        self._reader.join()
        assert self.process.stdout is not None
        self.process.stdout.close()

    def pause(self) -> None:
        self.process.send_signal(signal.SIGSTOP)

    def go_on(self) -> None:
        self.process.send_signal(signal.SIGCONT)

    def clear(self) -> None:
        if self.process.poll() is None:
            self.kill()
        shutil.rmtree(self.folder, ignore_errors=True)
