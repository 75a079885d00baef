"""Runs a command for as long as the parent process holds the other end of standard input.

    python -m campaign.run.parent_watch COMMAND [ARGUMENT ...]

The kernel closes that end when the parent dies, even if it was killed, so nothing that `make run` started outlives
it. The command and its children share one process group, and the whole group is killed at the end: the workers of a
web server would otherwise go on serving after their parent was killed.
"""

import os
import signal
import subprocess
import sys
import threading

SECONDS_TO_FINISH = 10  # for current emails and requests


def main() -> None:
    # Only the pipe ends this process. An empty handler, because the command would inherit an ignored signal.
    signal.signal(signal.SIGTERM, lambda *_: None)
    command = subprocess.Popen(sys.argv[1:], stdin=subprocess.DEVNULL)  # noqa: S603
    threading.Thread(target=_terminate_with_parent, args=(command,), daemon=True).start()
    command.wait()
    os.killpg(0, signal.SIGKILL)


def _terminate_with_parent(command: subprocess.Popen[bytes]) -> None:
    while os.read(0, 1):
        pass
    command.terminate()
    try:
        command.wait(SECONDS_TO_FINISH)
    except subprocess.TimeoutExpired:
        os.killpg(0, signal.SIGKILL)


if __name__ == "__main__":
    main()
