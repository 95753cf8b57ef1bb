"""Ends while a thread is inside poll(). Arguments: the stalling plugin, and where it hangs: cancelled, poll, leave
or start."""

import sys
import threading

import watchpost


class Log(watchpost.LogService):
    """Tells when the poll has begun."""

    def __init__(self) -> None:
        self.polled = threading.Event()

    def write(self, level: str, source: str, line: str) -> None:
        if line == "polled":
            self.polled.set()


def poll() -> None:
    """Waits until the engine is closed."""
    try:
        monitor.poll(limit=60)
    except watchpost.WatchpostError:
        pass


log = Log()
engine = watchpost.Engine(plugins=[sys.argv[1]], log=log)
monitor = engine.instance("stalling", {"at": sys.argv[2]})
thread = threading.Thread(target=poll, daemon=True)
thread.start()
log.polled.wait()
if sys.argv[2] == "leave":
    thread.join()
print("in flight", flush=True)
