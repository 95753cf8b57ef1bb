"""Real Dovecot and Postfix on loopback, for tests of plugins against what they meet in the field.

    from watchpost.servers import MailServers

    with MailServers(users=2) as servers:
        settings = servers.settings("user1@example.test", retrieve="pop3")

Linux, root, and apt: the servers are fetched once and run from a cache folder; nothing is installed. Nothing
is left when a test process ends, in whatever way. Each object is for one thread at a time.
"""

from __future__ import annotations

from .availability import default_parent, unavailable
from .certificates import KINDS, Certificate, CertificateAuthority
from .fixture import log_section, mail_servers_fixture_body, missing, require_servers
from .mail_servers import ALL_MECHANISMS, DOMAIN, SERVICES, MailServers, Retrieve, User
from .mailbox_inspector import Message
from .ports import PortLease
from .private_root import PrivateRoot
from .provision import prepare
from .releases import RELEASES, Release, Unavailable
from .waiting import wait_until

__all__ = [
    "ALL_MECHANISMS",
    "DOMAIN",
    "KINDS",
    "RELEASES",
    "SERVICES",
    "Certificate",
    "CertificateAuthority",
    "MailServers",
    "Message",
    "PortLease",
    "PrivateRoot",
    "Release",
    "Retrieve",
    "Unavailable",
    "User",
    "default_parent",
    "log_section",
    "mail_servers_fixture_body",
    "missing",
    "prepare",
    "require_servers",
    "unavailable",
    "wait_until",
]
