"""The server's process as the guardian starts it: it loads everything, waits for its turn, and serves.

While one server serves, the next one waits like this, so that after a death the callers are not kept
waiting for Python to load.
"""

import argparse
import gc
import os
import signal
import sys
from pathlib import Path


def main() -> int:
    """Be the next server; the exit code is not 0 when this one could not serve."""
    given = _arguments()
    # Ctrl-C and a lost terminal reach the whole group: the guardian tells us what they mean.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    # Not at the top, for loading is what the waiting is for.
    import structlog
    import uvloop

    from ivr.server.editions import DialplanError
    from ivr.server.locking import HeldError
    from ivr.server.logs import configure
    from ivr.server.serving import work
    from ivr.server.settings import load
    from ivr.storage.errors import StorageError

    configure()
    gc.freeze()  # what is loaded stays: nobody need look through it for garbage while calls wait
    structlog.get_logger().info("server_waits", pid=os.getpid())
    if not os.read(given.turn, 1):
        return 0  # the guardian is gone, and its server was never in need of us
    try:
        uvloop.run(work(load(given.settings), given.beat))
    except (DialplanError, HeldError, StorageError) as error:
        print(f"switchroom: {error}", file=sys.stderr)
        return 1
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    parser.add_argument("--beat", type=int, required=True)
    parser.add_argument("--turn", type=int, required=True)
    parser.add_argument("--settings", type=Path)
    return parser.parse_args()


if __name__ == "__main__":
    code = main()
    sys.stderr.flush()
    # All is closed; to take everything loaded apart would keep who waits for our end for a second.
    os._exit(code)
