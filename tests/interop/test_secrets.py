"""A canary password must not show anywhere."""

from __future__ import annotations

import signal
from collections.abc import Callable
from pathlib import Path

import pytest
from canary import CANARY, CANARY_OWNER, assert_hidden, spellings
from monitors import check, results, settings, write_config
from oauth_servers import OAuthServers
from token_server import CLIENT_SECRET
from watchpost.servers import MailServers, wait_until

from host_sim import HostSim


@pytest.fixture
def servers(servers_with: Callable[..., MailServers]) -> MailServers:
    """Servers whose one user has the canary as the password."""
    return servers_with(users=(CANARY_OWNER,))


@pytest.mark.parametrize("option", [(), ("--json",)])
@pytest.mark.parametrize("password", [CANARY, CANARY + "x"], ids=["right", "wrong"])
def test_check_never_shows_it(
    host_sim: HostSim, servers: MailServers, option: tuple[str, ...], password: str
) -> None:
    values = settings(
        servers, servers.user(0), mode="same_poll", mail__password=password, smtp__password=password
    )
    outcome = check(host_sim, values, *option)
    assert outcome.code == (0 if password == CANARY else 2), outcome
    assert_hidden(outcome.out, outcome.err)


def test_run_shows_it_in_no_log_history_database_or_command_line(
    host_sim: HostSim, servers: MailServers, tmp_path: Path
) -> None:
    good = settings(servers, servers.user(0))
    bad = good | {"mail.password": CANARY + "x"}
    config = write_config(tmp_path, host_sim, {"good": good, "bad": bad})
    with host_sim.start("run", config, "--json", "--log-level", "debug") as running:
        wait_until(lambda: len(results(running.out())) >= 6, "polls")
        for entry in Path("/proc").glob("[0-9]*/cmdline"):
            try:
                command = entry.read_bytes()
            except OSError:
                continue
            assert_hidden(command)
        running.send(signal.SIGTERM)
        outcome = running.wait()
    assert_hidden(outcome.out, outcome.err)
    for file in tmp_path.glob("state.db*"):
        assert_hidden(file.read_bytes())
    history = host_sim.run("history", "--config", config, "--json")
    assert history.code == 0, history
    assert "good" in history.out
    assert_hidden(history.out, history.err)


def test_check_wipes_a_password_from_its_command_line(host_sim: HostSim, servers: MailServers) -> None:
    values = settings(servers, servers.user(0), mode="same_poll", smtp__to=servers.lost_address)
    plugin = ["--plugin-dir", str(host_sim.plugin.parent)] if host_sim.plugin else []
    pairs = [f"{key}={value}" for key, value in values.items()]
    with host_sim.start("check", *plugin, "email_monitor", *pairs) as running:
        command = Path(f"/proc/{running.pid}/cmdline")
        wait_until(lambda: CANARY.encode() not in command.read_bytes(), "the wiped command line")
        running.kill()


def test_secrets_come_from_files_and_the_environment(
    host_sim: HostSim, servers: MailServers, tmp_path: Path
) -> None:
    secret = tmp_path / "password"
    secret.write_text(CANARY + "\n")
    secret.chmod(0o600)
    values = settings(servers, servers.user(0), mode="same_poll")
    values |= {"mail.password": f"@file:{secret}", "smtp.password": "@env:PROBE_PASSWORD"}
    plugin = ["--plugin-dir", str(host_sim.plugin.parent)] if host_sim.plugin else []
    pairs = [f"{key}={value}" for key, value in values.items()]
    outcome = host_sim.run("check", *plugin, "email_monitor", *pairs, environment={"PROBE_PASSWORD": CANARY})
    assert outcome.code == 0, outcome


def test_run_shows_no_token_and_no_client_secret(
    host_sim: HostSim, oauth_with: Callable[..., OAuthServers], tmp_path: Path
) -> None:
    """The refresh token in force stands in the database, which only its owner can read, and nowhere else."""
    servers = oauth_with(mechanisms="plain xoauth2 oauthbearer").as_new()
    servers.tokens.rotates = True
    configured = servers.tokens.give_refresh(servers.user.address)
    good = servers.by_client(oauth__refresh_token=configured)
    bad = good | {"oauth.refresh_token": "r3voked-c4nary"}
    wrong = good | {"oauth.client_secret": "wr0ng-c4nary-secret"}
    token = tmp_path / "token"
    token.write_text("n0t-4-c4nary-token")
    token.chmod(0o600)
    stale = servers.settings(oauth__token_file=str(token))
    monitors = {"good": good, "bad": bad, "wrong": wrong, "stale": stale}
    config = write_config(tmp_path, host_sim, monitors)
    seen: set[str] = set()
    with host_sim.start("run", config, "--json", "--log-level", "debug") as running:
        wait_until(lambda: len(results(running.out())) >= 12, "polls")
        commands = [read_or_nothing(entry) for entry in Path("/proc").glob("[0-9]*/cmdline")]
        seen.update(servers.tokens.issued())
        servers.tokens.revoke_access()
        wait_until(lambda: len(results(running.out())) >= 20, "more polls")
        running.send(signal.SIGTERM)
        outcome = running.wait()
    seen.update(servers.tokens.issued())
    history = host_sim.run("history", "--config", config, "--json")
    evidence = [
        host_sim.run("evidence", name, "--state", tmp_path / "state.db") for name in ("bad", "wrong", "stale")
    ]
    assert {kept.code for kept in (history, *evidence)} == {0}, evidence
    refused = {"r3voked-c4nary", "wr0ng-c4nary-secret", "n0t-4-c4nary-token"}
    lasting = {configured, CLIENT_SECRET} | refused
    assert len(seen) >= 2
    texts = [text.encode() for told in (outcome, history, *evidence) for text in (told.out, told.err)]
    for text in [*texts, *commands]:
        for secret in lasting | seen | servers.tokens.ever_given:
            assert not any(spelling in text for spelling in spellings(secret))
    database = b"".join(file.read_bytes() for file in tmp_path.glob("state.db*"))
    for secret in lasting | servers.tokens.ever_given:
        assert not any(spelling in database for spelling in spellings(secret))
    assert (tmp_path / "state.db").stat().st_mode & 0o077 == 0


def read_or_nothing(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        return b""
