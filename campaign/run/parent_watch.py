"""Runs a command only for as long as whoever started it holds the other end of standard input.

    python -m campaign.run.parent_watch COMMAND [ARGUMENT ...]

The kernel closes that end when its holder dies, however it dies, so nothing that `make run` started
outlives it. The command and all that it starts share one process group, and nothing of the group is
left behind: a web server's workers would go on serving after their parent was killed.
"""

import os
import signal
import subprocess
import sys
import threading

SECONDS_TO_FINISH = 10  # the mail in hand, the requests under way


def main() -> None:
    # Only the pipe ends this. A handler, since an ignored signal would be ignored by the command too.
    signal.signal(signal.SIGTERM, lambda *_: None)
    command = subprocess.Popen(sys.argv[1:], stdin=subprocess.DEVNULL)  # noqa: S603
    threading.Thread(target=_end_with_the_holder, args=(command,), daemon=True).start()
    command.wait()
    os.killpg(0, signal.SIGKILL)


def _end_with_the_holder(command: subprocess.Popen[bytes]) -> None:
    while os.read(0, 1):
        pass
    command.terminate()
    try:
        command.wait(SECONDS_TO_FINISH)
    except subprocess.TimeoutExpired:
        os.killpg(0, signal.SIGKILL)


if __name__ == "__main__":
    main()
