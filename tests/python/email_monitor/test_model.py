"""Random schedules and faults: the monitor says what the verdict rules say, and no mail is left or lost."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from verdict_model import STATES, VerdictModel
from watchpost import Engine, Sandbox, Setting, VirtualClock

PROBE = "probe@sandbox.test"
FOREIGN = b"From: somebody@example.test\r\nSubject: not a probe\r\n\r\nhello\r\n"

settings.register_profile(
    "watchpost",
    deadline=None,
    database=None,
    derandomize=bool(os.environ.get("CI")),
    max_examples=40,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("watchpost")

Fate = dict[str, Any]

AFTER = 50
"""Seconds after it is due by which a poll has ended: told to come back, it tries again for a while."""

# What becomes of the probe of one poll, and whether the host is started anew before it.
FATES: dict[str, st.SearchStrategy[Any]] = {
    "delay": st.integers(1, 20).map(lambda n: n * 60),
    "dropped": st.just(True),
    "junk": st.just(True),
    "restart": st.just(True),
    "foreign": st.integers(1, 3),
}
FAULTS = st.sampled_from(["refused", "no_submission", "no_retrieval"])
ALWAYS: dict[str, st.SearchStrategy[Any]] = {}
fates = st.fixed_dictionaries(ALWAYS, optional=FATES)
faulty_fates = st.fixed_dictionaries(ALWAYS, optional={**FATES, "fault": FAULTS})


intervals = st.sampled_from([120, 300])
slot_counts = st.integers(1, 3)
protocols = st.sampled_from(["imap", "pop3"])


@example(120, 3, "imap", [{"junk": True}, {}, {}])
@example(120, 1, "pop3", [{"delay": 180}, {}, {}])
@given(intervals, slot_counts, protocols, st.lists(fates, min_size=2, max_size=14))
def test_verdicts_follow_the_rules(interval: int, slots: int, retrieve: str, schedule: list[Fate]) -> None:
    play(interval, slots, retrieve, schedule)


# Fewer, as a monitor that is told to come back tries again many times in each poll.
@settings(max_examples=12)
@given(intervals, slot_counts, protocols, st.lists(faulty_fates, min_size=2, max_size=10))
def test_verdicts_follow_the_rules_while_servers_fail(
    interval: int, slots: int, retrieve: str, schedule: list[Fate]
) -> None:
    play(interval, slots, retrieve, schedule)


def play(interval: int, slots: int, retrieve: str, schedule: list[Fate]) -> None:
    """Monitor and model see the same, and have to say the same."""
    clock = VirtualClock()
    model = VerdictModel(interval, interval * slots)
    with tempfile.TemporaryDirectory() as folder, Sandbox(users=[PROBE], clock=clock) as mail:
        foreign = [mail.inject(PROBE, FOREIGN)]
        rules: dict[str, Setting] = {
            **mail.settings(PROBE, retrieve),
            "delivery.deadline": f"{interval * slots}s",
        }
        said, expected, filed_unseen = [], [], 0
        begin = 0
        for run in runs_of(schedule):
            with Engine(clock=clock, state=Path(folder) / "state.db") as engine:
                engine.instance("email_monitor", rules, interval=interval)
                for n, fate in enumerate(run, begin):
                    foreign += [mail.inject(PROBE, FOREIGN) for _ in range(fate.get("foreign", 0))]
                    # The first poll says up: with a fault in it there would be no first probe.
                    fault = fate.get("fault", "") if n else ""
                    befall(mail, retrieve, fate, fault)
                    results = clock.advance(seconds=interval if n else interval + AFTER)
                    said.append((n, [(r.verdict, r.state.name) for r in results]))
                    junk = bool(fate.get("junk")) and not fate.get("dropped")
                    # POP3 has no folder for junk: there such mail never comes.
                    unseen = junk and retrieve == "pop3"
                    dropped = unseen or bool(fate.get("dropped"))
                    verdict = model.poll(n * interval, fate.get("delay", 0), dropped, junk, fault)
                    expected.append((n, [(verdict, STATES[verdict])]))
                    filed_unseen += unseen and fault not in ("refused", "no_submission")
            begin += len(run)
        assert said == expected
        # Each probe under way gets there: what was found is gone, what nobody looked for yet is there.
        clock.advance(seconds=max(fate.get("delay", 0) for fate in schedule))
        inbox = mail.messages(PROBE)
        assert [m.uid for m in inbox if m.bytes == FOREIGN] == foreign
        ours = len(inbox) + len(mail.messages(PROBE, "Junk")) - len(foreign)
        assert ours == sum(probe.arrives is not None for probe in model.under_way) + filed_unseen


def runs_of(schedule: list[Fate]) -> list[list[Fate]]:
    """The polls between two starts of the host."""
    runs: list[list[Fate]] = []
    for fate in schedule:
        if not runs or fate.get("restart"):
            runs.append([])
        runs[-1].append(fate)
    return runs


def befall(mail: Sandbox, retrieve: str, fate: Fate, fault: str) -> None:
    """What happens to the next poll and its probe."""
    mail.clear_rules()
    mail.set_unavailable("smtp", fault == "no_submission")
    mail.set_unavailable(retrieve, fault == "no_retrieval")
    if fault == "refused":
        mail.refuse_recipient(PROBE, 550, "5.1.1 no such mailbox")
    mail.set_delay(fate.get("delay", 0))
    if fate.get("dropped"):
        mail.drop_all()
    elif fate.get("junk"):
        mail.junk_recipient(PROBE)
