"""The same monitor against Postfix and Dovecot, in real time; skipped where they cannot run."""

from __future__ import annotations

from watchpost import Engine, State
from watchpost.servers import MailServers


def test_a_round_trip_in_one_poll(mail_servers: MailServers) -> None:
    user = mail_servers.user(5)
    mail_servers.clear(user)
    with Engine() as engine:
        settings = {**mail_servers.settings(user), "mode": "same_poll"}
        result = engine.instance("email_monitor", settings).poll()
    assert (result.state, result.verdict) == (State.OK, "up")
    assert result.readings["delivery"].value > 0
    assert mail_servers.messages(user) == []
