"""The rules of the verdicts as the user guide and decision 3 say them, for polls that come on time.

Independent of the plugin: it knows what became of each probe, the plugin has to find out.
"""

from __future__ import annotations

from dataclasses import dataclass

GRACE = 1
"""Seconds beyond the deadline in which a probe is not called late."""

STATES = {
    "down": "CRITICAL",
    "lost": "CRITICAL",
    "busy": "WARNING",
    "junk": "WARNING",
    "late": "WARNING",
    "up": "OK",
    "pending": "PENDING",
}
"""The state that belongs to each verdict while no limit of a reading is crossed, the weightiest first."""


@dataclass
class Probe:
    """One probe on its way. Times in seconds since the first poll."""

    sent: int
    arrives: int | None
    """None: never."""
    junk: bool = False
    lost: bool = False


class VerdictModel:
    """What a monitor with these polls has to say at each of them."""

    def __init__(self, interval: int, deadline: int) -> None:
        self.interval = interval
        self.deadline = deadline
        self.under_way: list[Probe] = []
        self.polls = 0

    def poll(
        self, now: int, delay: int = 0, dropped: bool = False, junk: bool = False, fault: str = ""
    ) -> str:
        """A poll that looks for what arrived by `now` and submits a probe with that fate; its verdict.

        `fault`: "refused" (the recipient), "no_submission", "no_retrieval" (the server is away) or "".
        """
        first = not self.polls
        self.polls += 1
        words = ["up"] if first else []
        # Where nobody looked, nothing is judged.
        words += ["busy"] if fault == "no_retrieval" else self._look(now)
        if fault == "no_submission":
            words.append("busy")
        elif fault == "refused":
            words.append("down")
        else:
            self.under_way.append(Probe(now, None if dropped else now + delay, junk))
        return min(words, key=list(STATES).index, default="pending")

    def _look(self, now: int) -> list[str]:
        words: list[str] = []

        def found(probes: list[Probe]) -> None:
            for probe in probes:
                self.under_way.remove(probe)
                late = self._took(probe) > self.deadline + GRACE
                words.append("junk" if probe.junk else "late" if late else "up")

        arrived = [p for p in self.under_way if p.arrives is not None and p.arrives <= now]
        found([p for p in arrived if not p.junk])
        # The other folders are looked into for a probe of whose time one half is over.
        if any(not p.lost and 2 * (now - p.sent) >= self.deadline for p in self.under_way):
            found([p for p in arrived if p.junk])
        for probe in self.under_way:
            if not probe.lost and now - probe.sent >= self.deadline:
                probe.lost = True
                words.append("lost")
        return words

    @staticmethod
    def _took(probe: Probe) -> int:
        return (probe.arrives or 0) - probe.sent
