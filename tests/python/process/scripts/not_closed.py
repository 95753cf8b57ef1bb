"""Polls a little and ends without closing anything."""

from datetime import timedelta

import watchpost

clock = watchpost.VirtualClock()
engine = watchpost.Engine(clock=clock)
mail = watchpost.Sandbox(users=["probe@sandbox.test"], clock=clock)
monitor = engine.instance("email_monitor", mail.settings("probe@sandbox.test"), interval=timedelta(minutes=5))
results = clock.advance(minutes=11)
assert [each.state.name for each in results][-1] == "OK", results
print("in flight", flush=True)
