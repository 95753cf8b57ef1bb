"""The engine of Python: instances, the schedule on the virtual clock, results, state, restarts, its end."""

from __future__ import annotations

import gc
import json
import logging
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import watchpost
from watchpost import Engine, Instance, Sandbox, State, VirtualClock

START = datetime(2024, 1, 1, tzinfo=UTC)
MakeInstance = Callable[..., Instance]


def test_an_hour_of_schedule(
    engine: Engine, email_monitor: MakeInstance, virtual_clock: VirtualClock
) -> None:
    monitor = email_monitor(interval=timedelta(minutes=5))
    assert monitor.last is None and monitor.next_due == START + timedelta(minutes=5)
    results = virtual_clock.advance(hours=1)
    assert [r.due for r in results] == [START + timedelta(minutes=5 * n) for n in range(1, 13)]
    assert {r.reason for r in results} == {"scheduled"} and {r.verdict for r in results} == {"up"}
    assert engine.results == results and monitor.last == results[-1]
    assert monitor.missed_slots == 0
    assert virtual_clock.now() == START + timedelta(hours=1)


def test_a_result_is_typed(email_monitor: MakeInstance, virtual_clock: VirtualClock) -> None:
    monitor = email_monitor()
    first = monitor.poll()
    virtual_clock.advance(seconds=30)
    found = monitor.poll()
    assert (found.instance, found.type, found.reason) == ("email_monitor", "email_monitor", "manual")
    assert found.state is State.OK and found.exit_code == 0 and found.error is None
    assert found.readings["delivery"].unit == "s" and found.readings["own_deleted"].value == 1
    assert found.facts["smtp.tls"].startswith("TLSv1.3")
    assert found.started == START + timedelta(seconds=30) and found.took == timedelta()
    assert found.status_line().startswith("EMAIL_MONITOR OK - ") and "'delivery'=" in found.status_line()
    read_back = json.loads(json.dumps(found.to_dict()))
    [delivery] = [r for r in read_back["readings"] if r["metric"] == "delivery"]
    assert delivery["value"] == found.readings["delivery"].value
    assert read_back["started"] == "2024-01-01T00:00:30.000Z" and first != found
    with pytest.raises(AttributeError):
        found.verdict = "lost"  # type: ignore[misc]
    with pytest.raises(TypeError):
        found.facts["x"] = "y"  # type: ignore[index]


def test_a_poll_that_fails_tells_where(email_monitor: MakeInstance, sandbox: Sandbox) -> None:
    sandbox.set_unavailable("smtp")
    found = email_monitor().poll()
    assert (found.state, found.verdict, found.exit_code) == (State.WARNING, "busy", 1)
    assert found.facts["reply_code"] == "421" and found.stage == "greeting"
    assert found.took >= timedelta(seconds=1)  # of virtual time: it tried again


def test_instances_have_names(
    engine: Engine, email_monitor: MakeInstance, virtual_clock: VirtualClock
) -> None:
    first, second = email_monitor(interval=60), email_monitor(interval=60)
    assert [first.name, second.name] == ["email_monitor", "email_monitor-2"]
    assert engine.instances == {first.name: first, second.name: second}
    engine.remove(first)
    assert list(engine.instances) == ["email_monitor-2"]
    assert [r.instance for r in virtual_clock.advance(minutes=2)] == ["email_monitor-2"] * 2
    with pytest.raises(watchpost.WatchpostError):
        first.poll()


def test_new_settings_for_a_name(email_monitor: MakeInstance, virtual_clock: VirtualClock) -> None:
    email_monitor(name="mail")
    again = email_monitor({"first_poll": "pending"}, name="mail", interval=60)
    assert again.poll().state is State.PENDING
    assert len(virtual_clock.advance(minutes=1)) == 1


def test_a_device_gives_its_address(engine: Engine, sandbox: Sandbox) -> None:
    settings = {k: v for k, v in sandbox.settings("probe@sandbox.test").items() if not k.endswith(".server")}
    device = watchpost.Device("mx", address="127.0.0.1")
    monitor = engine.instance("email_monitor", settings, device=device)
    assert monitor.name == "email_monitor@mx"
    assert monitor.poll().state is State.OK
    engine.remove(monitor)
    assert not engine.instances


def test_a_restart_finds_the_probe_of_before(
    make_engine: Callable[..., Engine], sandbox: Sandbox, virtual_clock: VirtualClock, tmp_path: Path
) -> None:
    memory = watchpost.MemoryState()
    for state in (memory, tmp_path / "state.db"):
        settings = sandbox.settings("probe@sandbox.test")
        make_engine(state=state).instance("email_monitor", settings).poll()
        virtual_clock.advance(minutes=1)
        found = make_engine(state=state).instance("email_monitor", settings).poll()
        assert found.verdict == "up" and found.readings["own_deleted"].value == 1
    assert memory.commits and all(isinstance(v, bytes) for v in memory.entries["email_monitor"].values())


def test_a_settings_file(
    engine: Engine, sandbox: Sandbox, virtual_clock: VirtualClock, tmp_path: Path
) -> None:
    rows = "\n".join(f'{k} = "{v}"' for k, v in sandbox.settings("probe@sandbox.test").items())
    file = tmp_path / "watch.toml"
    file.write_text(f'[monitors.mail]\ntype = "email_monitor"\ninterval = "5m"\n{rows}\n')
    assert not [p for p in engine.apply_file(file) if p.is_error]
    assert list(engine.instances) == ["mail"]
    assert engine.instances["mail"].poll().state is State.OK
    assert [r.instance for r in virtual_clock.advance(minutes=10)] == ["mail", "mail"]
    file.write_text('[monitors.mail]\ntype = "email_monitr"\n')
    with pytest.raises(watchpost.SettingsError) as wrong:
        engine.apply_file(file)
    assert wrong.value.problems[0].line == 2 and wrong.value.problems[0].file == str(file)


def test_actions(email_monitor: MakeInstance, virtual_clock: VirtualClock) -> None:
    monitor = email_monitor()
    assert set(monitor.actions) == {"connect", "sign-in", "round-trip"}
    found = monitor.probe("connect")
    assert found.end.verdict == "ok"
    assert [s.verdict for s in found.stages if s.facts["server"].startswith("IMAP")][:3] == [
        "resolve",
        "connect",
        "tls",
    ]
    assert {s.started for s in found.stages} == {virtual_clock.now()}
    with pytest.raises(watchpost.WatchpostError, match="'fly'") as wrong:
        monitor.probe("fly")
    assert "connect, sign-in, round-trip" in wrong.value.remedy


def test_who_takes_no_events_says_so(email_monitor: MakeInstance) -> None:
    with pytest.raises(watchpost.WatchpostError) as refused:
        email_monitor().notify(watchpost.Event("point_raised", "pump1/1", source="pump1"))
    assert refused.value.status == "WP_E_UNSUPPORTED"


def test_types_describe_themselves(engine: Engine) -> None:
    known = engine.types["email_monitor"]
    assert known.plugin.name == "email_monitor.so" and "smtp.port" in known.settings
    assert "smtp.port" in known.help() and known.description["metrics"]
    assert set(engine.types) >= {"email_monitor", "mail_command"}


def test_log_lines_reach_a_service_and_logging(
    make_engine: Callable[..., Engine], sandbox: Sandbox, caplog: pytest.LogCaptureFixture
) -> None:
    class Log(watchpost.LogService):
        def __init__(self) -> None:
            self.lines: list[tuple[str, str, str]] = []
            self.threads: set[str] = set()

        def write(self, level: str, source: str, line: str) -> None:
            self.lines.append((level, source, line))
            self.threads.add(threading.current_thread().name)

    log, state = Log(), watchpost.MemoryState()
    settings = sandbox.settings("probe@sandbox.test")
    make_engine(log=log, state=state).instance("email_monitor", settings).poll()
    assert log.lines == []
    kept = state.entries["email_monitor"]
    kept.update(dict.fromkeys(kept, b"spoiled"))
    found = make_engine(log=log, state=state).instance("email_monitor", settings).poll()
    assert {(level, source) for level, source, _ in log.lines} == {("error", "email_monitor")}
    assert found.state is State.UNKNOWN and any(found.summary in line for _, _, line in log.lines)
    assert log.threads == {"watchpost-services"}
    make_engine(state=state).instance("email_monitor", settings).poll()
    expected = [("watchpost", logging.ERROR, f"email_monitor: {line}") for _, _, line in log.lines]
    assert caplog.record_tuples == expected


def test_a_closed_engine_says_so(engine: Engine, email_monitor: MakeInstance) -> None:
    monitor = email_monitor(interval=60)
    engine.close()
    engine.close()
    calls: list[Callable[[], object]] = [
        monitor.poll,
        lambda: monitor.last,
        lambda: engine.instances,
        lambda: engine.settle(),
    ]
    for call in calls:
        with pytest.raises(watchpost.WatchpostError):
            call()


def test_a_forgotten_engine_ends_its_thread(virtual_clock: VirtualClock) -> None:
    made = Engine(clock=virtual_clock)
    thread = made._services._thread
    del made
    gc.collect()
    thread.join(5)
    assert not thread.is_alive()
    with Engine(clock=virtual_clock) as engine:  # the clock is free again
        assert engine.clock is virtual_clock


def test_a_clock_has_one_engine(engine: Engine, virtual_clock: VirtualClock) -> None:
    with pytest.raises(watchpost.WatchpostError) as busy:
        Engine(clock=virtual_clock)
    assert busy.value.status == "WP_E_BUSY" and "close that one" in busy.value.remedy


def test_the_virtual_clock() -> None:
    clock = VirtualClock(datetime(2030, 5, 1, 12, tzinfo=UTC))
    before = clock.monotonic()
    assert clock.advance(timedelta(seconds=1), minutes=1) == []
    clock.set_wall(START)
    assert clock.monotonic() - before == 61 and clock.now() == START
    with pytest.raises(ValueError, match="negative"):
        clock.advance(seconds=-1)


def test_real_time(watchpost_plugins: list[Path]) -> None:
    with Engine(plugins=watchpost_plugins) as engine, Sandbox(users=["a@sandbox.test"]) as mail:
        begun = engine.clock.now()
        found = engine.instance("email_monitor", mail.settings("a@sandbox.test")).poll()
    assert found.state is State.OK and begun - timedelta(seconds=1) < found.started <= datetime.now(UTC)


def test_what_is_no_plugin(engine: Engine, tmp_path: Path) -> None:
    text = tmp_path / "no.so"
    text.write_text("no library")
    for path in (text, tmp_path / "missing.so"):
        with pytest.raises(watchpost.PluginError) as refused:
            engine.load(path)
        assert refused.value.value == str(path) and refused.value.remedy
