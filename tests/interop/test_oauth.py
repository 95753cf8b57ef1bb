"""Signing in with access tokens at Dovecot and, through Dovecot, at Postfix."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from facility import Facility
from letters import answered, codes
from monitors import Polled, check, run_until, write_config
from oauth_servers import OAuthServers
from token_server import CLIENT_ID, CLIENT_SECRET
from watchpost import State
from watchpost.servers import PortLease, wait_until

from host_sim import HostSim, Outcome

BOTH = "plain xoauth2 oauthbearer"


@pytest.fixture(params=[BOTH, "plain xoauth2"])
def servers_of_both_kinds(
    request: pytest.FixtureRequest, oauth_with: Callable[..., OAuthServers]
) -> OAuthServers:
    """Once with OAUTHBEARER, once without."""
    return oauth_with(mechanisms=request.param).as_new()


@pytest.fixture
def servers(oauth_with: Callable[..., OAuthServers]) -> OAuthServers:
    return oauth_with(mechanisms=BOTH).as_new()


def facts(outcome: Outcome) -> dict:
    assert outcome.code == 0, outcome
    return json.loads(outcome.out)["facts"]


def refused(outcome: Outcome) -> str:
    """The line of a CRITICAL."""
    assert outcome.code == 2, outcome
    return outcome.out


def token_file(folder: Path, token: str) -> str:
    path = folder / "token"
    path.write_text(token + "\n")
    path.chmod(0o600)
    return str(path)


@pytest.mark.parametrize("protocol", ["imap", "pop3"])
def test_a_token_from_a_file(
    host_sim: HostSim, servers_of_both_kinds: OAuthServers, tmp_path: Path, protocol: str
) -> None:
    servers = servers_of_both_kinds
    file = token_file(tmp_path, servers.tokens.give_access(servers.user.address))
    outcome = check(host_sim, servers.settings(protocol, mode="same_poll", oauth__token_file=file), "--json")
    expected = "OAUTHBEARER" if "oauthbearer" in servers.mechanisms else "XOAUTH2"
    assert facts(outcome)["smtp.auth"] == expected
    assert facts(outcome)["mail.auth"] == expected
    assert servers.tokens.requests == []


@pytest.mark.parametrize("protocol", ["imap", "pop3"])
@pytest.mark.parametrize("where", ["body", "basic"])
def test_client_credentials(host_sim: HostSim, servers: OAuthServers, protocol: str, where: str) -> None:
    values = servers.by_client(protocol, mode="same_poll", oauth__scope="mail send", oauth__client_auth=where)
    facts(check(host_sim, values, "--json"))
    assert len(servers.tokens.requests) == 1, "both sessions share the token"
    assert servers.tokens.requests[0]["grant_type"] == "client_credentials"
    assert servers.tokens.requests[0]["scope"] == "mail send"


def test_a_token_longer_than_a_command_line(host_sim: HostSim, servers: OAuthServers) -> None:
    servers.tokens.token_bytes = 1500
    for protocol in ("imap", "pop3"):
        facts(check(host_sim, servers.by_client(protocol, mode="same_poll"), "--json"))


def test_a_replaced_refresh_token_outlives_the_process(
    host_sim: HostSim, servers: OAuthServers, tmp_path: Path
) -> None:
    servers.tokens.rotates = True
    first = servers.tokens.give_refresh(servers.user.address)
    values = servers.by_client(mode="same_poll", oauth__refresh_token=first)
    state = tmp_path / "state.db"
    for _ in range(3):
        facts(check(host_sim, values, "--json", "--state", str(state)))
    used = [form["refresh_token"] for form in servers.tokens.requests]
    assert used[0] == first
    assert len(set(used)) == 3, "each process goes on with what the one before it was given"
    assert state.stat().st_mode & 0o077 == 0


def test_another_configured_refresh_token_ends_the_use_of_the_stored_one(
    host_sim: HostSim, servers: OAuthServers, tmp_path: Path
) -> None:
    servers.tokens.rotates = True
    state = ["--state", str(tmp_path / "state.db")]
    values = servers.by_client(mode="same_poll")
    first = servers.tokens.give_refresh(servers.user.address)
    facts(check(host_sim, values | {"oauth.refresh_token": first}, "--json", *state))
    servers.tokens.revoke_refresh()
    line = refused(check(host_sim, values | {"oauth.refresh_token": first}, *state))
    assert "the grant has been revoked" in line
    second = servers.tokens.give_refresh(servers.user.address)
    facts(check(host_sim, values | {"oauth.refresh_token": second}, "--json", *state))


def test_a_token_that_ended_early_is_replaced_within_the_poll(
    host_sim: HostSim, servers: OAuthServers, tmp_path: Path
) -> None:
    refresh = servers.tokens.give_refresh(servers.user.address)
    values = servers.by_client("imap", oauth__refresh_token=refresh)
    with Polled(host_sim, servers.mail, {"imap": values}) as monitors:
        for times in range(1, 4):
            for _ in range(2):
                assert [r.state for r in monitors.poll()] == [State.OK]
            assert len(servers.tokens.requests) == times
            servers.tokens.revoke_access()


def test_a_token_is_replaced_before_its_end(host_sim: HostSim, servers: OAuthServers) -> None:
    servers.tokens.lifetime = 1

    def another_token() -> bool:
        assert [r.state for r in monitors.poll()] == [State.OK]
        return len(servers.tokens.requests) >= 3

    with Polled(host_sim, servers.mail, {"pop3": servers.by_client("pop3")}) as monitors:
        wait_until(another_token, "a third token", step=0.1)


def test_monitors_of_one_client_share_its_tokens(
    host_sim: HostSim, servers: OAuthServers, tmp_path: Path
) -> None:
    servers.tokens.rotates = True
    refresh = servers.tokens.give_refresh(servers.user.address)
    monitors = {name: servers.by_client(oauth__refresh_token=refresh) for name in ("a", "b", "c", "d")}
    config = write_config(tmp_path, host_sim, monitors)
    for _ in range(2):
        found = run_until(host_sim, config, lambda polls: len(polls) >= 8)
        assert {entry["state"] for entry in found} <= {"OK", "PENDING"}, found
    assert len(servers.tokens.requests) == 2, "one in the life of each process"


@pytest.mark.parametrize("protocol", ["imap", "pop3"])
def test_a_refused_token_is_critical(
    host_sim: HostSim, servers: OAuthServers, tmp_path: Path, protocol: str
) -> None:
    file = token_file(tmp_path, "n0t-4-token")
    line = refused(check(host_sim, servers.settings(protocol, mode="same_poll", oauth__token_file=file)))
    assert "sign-in: credentials" in line
    assert "the server says: status invalid_token" in line
    assert "does not take the access token: check that it is for mail.username" in line
    assert "n0t-4-token" not in line


def test_a_new_token_is_tried_at_once(host_sim: HostSim, servers: OAuthServers, tmp_path: Path) -> None:
    """Other than a refused password, which waits for auth.retry_after."""
    file = token_file(tmp_path, "n0t-4-token")
    values = servers.settings(oauth__token_file=file)
    with Polled(host_sim, servers.mail, {"imap": values}) as monitors:
        assert [r.state for r in monitors.poll() + monitors.poll()] == [State.CRITICAL] * 2
        token_file(tmp_path, servers.tokens.give_access(servers.user.address))
        assert [r.state for r in monitors.poll() + monitors.poll()] == [State.PENDING, State.OK]


def test_a_token_of_somebody_else_is_critical(
    host_sim: HostSim, servers: OAuthServers, tmp_path: Path
) -> None:
    file = token_file(tmp_path, servers.tokens.give_access("somebody@else.test"))
    line = refused(check(host_sim, servers.settings(mode="same_poll", oauth__token_file=file)))
    assert "sign-in: credentials" in line


def test_a_revoked_grant_is_told_in_the_servers_words(host_sim: HostSim, servers: OAuthServers) -> None:
    values = servers.by_client(mode="same_poll", oauth__refresh_token="r3voked-grant")
    line = refused(check(host_sim, values))
    assert "400 invalid_grant: the grant has been revoked" in line
    assert f"no access token from {servers.tokens.url}" in line
    assert "oauth.refresh_token has expired or was revoked" in line
    assert "r3voked" not in line


def test_a_wrong_client_is_told(host_sim: HostSim, servers: OAuthServers) -> None:
    line = refused(check(host_sim, servers.by_client(mode="same_poll", oauth__client_secret="wr0ng")))
    assert "401 invalid_client: who is that?" in line
    assert "check oauth.client_id, oauth.client_secret" in line


def test_a_token_server_that_is_down_is_not_taken_for_the_mail_server(
    host_sim: HostSim, servers: OAuthServers
) -> None:
    lease = PortLease(1)
    url = f"https://127.0.0.1:{lease.ports[0]}/token"
    try:
        line = refused(check(host_sim, servers.by_client(mode="same_poll", oauth__token_url=url)))
    finally:
        lease.release()
    assert f"no access token from {url}, connect" in line
    assert "check oauth.token_url" in line
    assert "check mail.server" not in line


def test_the_token_server_is_verified(host_sim: HostSim, servers: OAuthServers) -> None:
    values = servers.by_client(mode="same_poll", tls__verify="false")
    values["oauth.ca_file"] = servers.mail.ca_file
    line = refused(check(host_sim, values))
    assert "certificate" in line
    assert "oauth.ca_file" in line
    assert servers.tokens.requests == []


def test_no_token_on_a_clear_connection(host_sim: HostSim, servers: OAuthServers, tmp_path: Path) -> None:
    file = token_file(tmp_path, servers.tokens.give_access(servers.user.address))
    clear = {"mail__tls": "none", "mail__port": str(servers.mail.imap_port)}
    values = servers.settings(mode="same_poll", oauth__token_file=file, **clear)
    assert "the access token would be readable" in refused(check(host_sim, values))
    facts(check(host_sim, values | {"allow_cleartext_login": "true"}, "--json"))


def test_a_token_for_one_session_only(host_sim: HostSim, servers: OAuthServers, tmp_path: Path) -> None:
    file = token_file(tmp_path, servers.tokens.give_access(servers.user.address))
    for group, other in (("smtp", "mail"), ("mail", "smtp")):
        values = servers.settings(mode="same_poll", oauth__token_file=file) | {
            "oauth.for": group,
            f"{other}.password": servers.user.password,
        }
        told = facts(check(host_sim, values, "--json"))
        assert told[f"{group}.auth"] == "OAUTHBEARER"
        assert told[f"{other}.auth"] == "PLAIN"


@pytest.mark.parametrize("protocol", ["imap", "pop3"])
def test_commands_are_read_and_answered_by_token(
    host_sim: HostSim, servers: OAuthServers, tmp_path: Path, protocol: str
) -> None:
    plant, person = servers.user, servers.mail.user(1)
    facility = Facility(
        tmp_path,
        host_sim,
        servers.mail,
        plant,
        protocol=protocol,
        allow=[f"{person.address} operate * assurance=address"],
        mail__password="",
        oauth__token_url=servers.tokens.url,
        oauth__client_id=CLIENT_ID,
        oauth__client_secret=CLIENT_SECRET,
        oauth__ca_file=servers.ca_file,
    )
    with facility.run():
        assert codes(answered(servers.mail, person, plant, "on pump1\n")) == [200]
    assert facility.point("pump1")["value"] is True
    assert len(servers.tokens.requests) == 1, "reading and sending share the token"
