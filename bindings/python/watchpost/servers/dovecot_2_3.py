"""Settings in the language of Dovecot 2.3."""

from __future__ import annotations

CONFIGURATION = """\
protocols = imap pop3 lmtp
ssl_cert = <{chain}
ssl_key = <{key}
disable_plaintext_auth = {refuse_cleartext}
passdb {{
  driver = passwd-file
  args = username_format=%u {folder}/users
}}
userdb {{
  driver = passwd-file
  args = username_format=%u {folder}/users
  default_fields = uid={mail_user} gid={mail_user} home={folder}/mail/%u
}}
mail_location = {mailbox_format}:~/{mailbox_format}
"""

SIEVE = """
protocol lmtp {{
  mail_plugins = sieve
}}
plugin {{
  sieve_before = {script}
}}
"""

SERVES_ON = "service_count = 0"
"""So that a process serves any number of clients, one after the other."""

SIGNED_IN = "Login"
"""The word for it in the log."""
