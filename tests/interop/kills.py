"""kill -9 at moments that nobody chose: how often, and where chance puts them."""

from __future__ import annotations

import os
import random
import time

from monitors import results
from watchpost.servers import wait_until

from host_sim import Outcome, Running

KILLS = int(os.environ.get("WATCHPOST_KILLS", "20"))
SEED = int(os.environ.get("WATCHPOST_KILL_SEED", "0")) or random.SystemRandom().randrange(1, 10**6)


class Killer:
    """Kills as SEED says, which the test's output tells.

    killer = Killer()
    with host_sim.start("run", config, "--json") as running:
        outcome = killer.kill(running)
    """

    def __init__(self, most_polls: int = 2) -> None:
        """A life ends after at most so many polls, and what has begun behind them."""
        print(f"WATCHPOST_KILL_SEED={SEED}")
        self._chance = random.Random(SEED)
        self._most_polls = most_polls

    def kill(self, running: Running) -> Outcome:
        """Waits for as many polls as chance says, which take as long as they take here, then for a blind while."""
        polls = self._chance.randint(0, self._most_polls)
        wait_until(lambda: len(results(running.out())) >= polls, f"{polls} polls")
        # The moment of the kill is the one thing here that is meant to be blind.
        time.sleep(self._chance.uniform(0.01, 0.3))
        outcome = running.kill()
        assert outcome.code == -9, outcome
        return outcome
