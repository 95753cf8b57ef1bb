"""Proof of the helper that runs host_sim, with a shell in its place."""

from __future__ import annotations

import signal

import pytest

from host_sim import HostSim, RunTimeout


@pytest.fixture
def shell() -> HostSim:
    return HostSim("/bin/sh", environment={"COLOUR": "blue"})


def test_output_code_and_environment(shell: HostSim, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CALLER", "visible")
    outcome = shell.run("-c", 'read line; echo "$line $COLOUR $SIZE$CALLER" é; echo no >&2; exit 7',
                        environment={"SIZE": "big"}, text="hello\n")  # fmt: skip
    assert (outcome.code, outcome.out, outcome.err) == (7, "hello blue big é\n", "no\n")
    assert outcome.wall_s > 0
    assert 0 < outcome.peak_rss_mib < 500


def test_cpu_time_is_the_program_s_own(shell: HostSim) -> None:
    outcome = shell.run("-c", "i=0; while [ $i -lt 200000 ]; do i=$((i+1)); done")
    assert 0.01 < outcome.cpu_s <= outcome.wall_s + 0.05


def test_too_slow_a_program_is_killed(shell: HostSim) -> None:
    with shell.start("-c", "echo so far; exec sleep 600") as running:
        running.wait_for("so far")
        with pytest.raises(RunTimeout, match="so far"):
            running.wait(timeout=0.01)


def test_kill_and_outcome_afterwards(shell: HostSim) -> None:
    with shell.start("-c", "echo ready; exec sleep 600") as running:
        running.wait_for("ready")
        assert running.kill().code == -signal.SIGKILL
        assert running.out() == "ready\n"
    assert running.wait().code == -signal.SIGKILL


def test_signals_reach_the_program(shell: HostSim) -> None:
    with shell.start("-c", 'trap "echo again" HUP; echo ready; while :; do sleep 0.01; done') as running:
        running.wait_for("ready")
        running.send(signal.SIGHUP)
        running.wait_for("again")
        assert 0.1 < running.peak_rss_mib() < 5


@pytest.mark.parametrize("number", [signal.SIGHUP, signal.SIGINT, signal.SIGPIPE])
def test_signals_that_the_tests_ignore_reach_the_program(shell: HostSim, number: signal.Signals) -> None:
    before = signal.signal(number, signal.SIG_IGN)
    try:
        with shell.start("-c", "echo ready; exec sleep 600") as running:
            running.wait_for("ready")
            running.send(number)
            assert running.wait().code == -number
    finally:
        signal.signal(number, before)


def test_waiting_for_words_of_an_ended_program_fails(shell: HostSim) -> None:
    with shell.start("-c", "echo something") as running, pytest.raises(AssertionError, match="ended without"):
        running.wait_for("else")
