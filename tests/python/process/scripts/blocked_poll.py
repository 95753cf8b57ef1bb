"""The thread of the engine does not come back from the plugin: the limit of poll() holds all the same, and an engine
that does not end keeps its clock. Argument: the stalling plugin."""

import sys

import watchpost

with watchpost.Engine(plugins=[sys.argv[1]]) as engine:
    monitor = engine.instance("stalling", {"at": "start"})
    try:
        monitor.poll(limit=0.2)
    except TimeoutError as error:
        assert "holds the thread" in str(error), error
    else:
        raise AssertionError("an answer")
with watchpost.Engine(plugins=[]) as engine:
    assert "stalling" in engine.types
try:
    watchpost.Engine(clock=watchpost.VirtualClock(), plugins=[])
except watchpost.WatchpostError as error:
    assert error.status == "WP_E_BUSY", error
else:
    raise AssertionError("two clocks")
print("in flight", flush=True)
