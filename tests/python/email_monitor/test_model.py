"""Random schedules and faults: the monitor says what the rules of the verdicts say, and no mail is left or lost."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from hypothesis import HealthCheck, given, settings
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

Fate = dict[str, int]

# What becomes of the probe of one poll, and whether the host is started anew before it.
FATES: dict[str, st.SearchStrategy[int]] = {
    "delay": st.integers(1, 40).map(lambda n: n * 30),
    "dropped": st.just(True),
    "junk": st.just(True),
    "restart": st.just(True),
    "foreign": st.integers(1, 3),
}
ALWAYS: dict[str, st.SearchStrategy[int]] = {}
fates = st.fixed_dictionaries(ALWAYS, optional=FATES)


@given(
    interval=st.sampled_from([60, 300]),
    slots=st.integers(1, 3),
    retrieve=st.sampled_from(["imap", "pop3"]),
    schedule=st.lists(fates, min_size=2, max_size=14),
)
def test_verdicts_follow_the_rules(interval: int, slots: int, retrieve: str, schedule: list[Fate]) -> None:
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
                monitor = engine.instance("email_monitor", rules, interval=interval)
                for n, fate in enumerate(run, begin):
                    foreign += [mail.inject(PROBE, FOREIGN) for _ in range(fate.get("foreign", 0))]
                    befall(mail, fate)
                    results = clock.advance(seconds=interval) if n else [monitor.poll()]
                    said.append((n, [(r.verdict, r.state.name) for r in results]))
                    junk = bool(fate.get("junk")) and not fate.get("dropped")
                    # POP3 has no folder for junk: there such mail never comes.
                    unseen = junk and retrieve == "pop3"
                    verdict = model.poll(
                        n * interval, fate.get("delay", 0), unseen or bool(fate.get("dropped")), junk
                    )
                    expected.append((n, [(verdict, STATES[verdict])]))
                    filed_unseen += unseen
            begin += len(run)
        assert said == expected
        # Every probe that is on its way gets there: what was found is gone, what nobody looked for yet is there.
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


def befall(mail: Sandbox, fate: Fate) -> None:
    """What happens to the next probe."""
    mail.clear_rules()
    mail.set_delay(fate.get("delay", 0))
    if fate.get("dropped"):
        mail.drop_all()
    elif fate.get("junk"):
        mail.junk_recipient(PROBE)
