"""Random schedules and faults: the monitor says what the rules of the verdicts say, and no mail is left or lost."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from verdict_model import STATES, VerdictModel
from watchpost import Engine, Sandbox, VirtualClock

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

# What becomes of the probe of one poll, and whether the host is started anew before it.
nothing: dict[str, st.SearchStrategy[int]] = {}
something: dict[str, st.SearchStrategy[int]] = {
    "delay": st.integers(1, 40).map(lambda n: n * 30),
    "dropped": st.just(True),
    "junk": st.just(True),
    "restart": st.just(True),
    "foreign": st.integers(1, 3),
}
fates = st.fixed_dictionaries(nothing, optional=something)


@given(
    interval=st.sampled_from([60, 300]),
    slots=st.integers(1, 3),
    retrieve=st.sampled_from(["imap", "pop3"]),
    schedule=st.lists(fates, min_size=2, max_size=14),
)
def test_verdicts_follow_the_rules(
    interval: int, slots: int, retrieve: str, schedule: list[dict[str, int]]
) -> None:
    clock = VirtualClock()
    model = VerdictModel(interval, interval * slots)
    with (
        tempfile.TemporaryDirectory() as folder,
        Sandbox(users=[PROBE], clock=clock) as mail,
    ):
        foreign = [mail.inject(PROBE, FOREIGN)]
        engine = None
        said, expected, filed_unseen = [], [], 0
        for n, fate in enumerate(schedule):
            foreign += [mail.inject(PROBE, FOREIGN) for _ in range(fate.get("foreign", 0))]
            mail.clear_rules()
            mail.set_delay(fate.get("delay", 0))
            if fate.get("dropped"):
                mail.drop_all()
            # POP3 has no folder for junk: there such mail never comes.
            junk = bool(fate.get("junk")) and not fate.get("dropped")
            if junk:
                mail.junk_recipient(PROBE)
            if engine is None or fate.get("restart"):
                if engine is not None:
                    engine.close()
                engine = Engine(clock=clock, state=Path(folder) / "state.db")
                monitor = engine.instance(
                    "email_monitor",
                    {
                        **mail.settings(PROBE, retrieve),
                        "delivery.deadline": f"{interval * slots}s",
                        "tls.expiry_warning": "0s",
                    },
                    interval=interval,
                )
            if n == 0:
                result = monitor.poll()
            else:
                (result,) = clock.advance(seconds=interval)
            said.append((n, result.verdict, result.state.name))
            dropped = bool(fate.get("dropped")) or (junk and retrieve == "pop3")
            verdict = model.poll(n * interval, delay=fate.get("delay", 0), dropped=dropped, junk=junk)
            expected.append((n, verdict, STATES[verdict]))
            filed_unseen += junk and retrieve == "pop3"
        assert engine is not None
        engine.close()
        assert said == expected
        # Every probe that is on its way gets there: what was found is gone, what nobody looked for yet is there.
        clock.advance(seconds=max(fate.get("delay", 0) for fate in schedule))
        inbox = mail.messages(PROBE)
        assert [m.uid for m in inbox if m.bytes == FOREIGN] == foreign
        ours = len(inbox) + len(mail.messages(PROBE, "Junk")) - len(foreign)
        assert ours == sum(probe.arrives is not None for probe in model.under_way) + filed_unseen
