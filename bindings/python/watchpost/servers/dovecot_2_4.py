"""Settings in the language of Dovecot 2.4."""

from __future__ import annotations

CONFIGURATION = """\
dovecot_config_version = 2.4.0
dovecot_storage_version = 2.4.0
protocols {{
  imap = yes
  pop3 = yes
  lmtp = yes
}}
ssl_server_cert_file = {chain}
ssl_server_key_file = {key}
auth_allow_cleartext = {allow_cleartext}
passdb passwd-file {{
  passwd_file_path = {folder}/users
}}
userdb passwd-file {{
  passwd_file_path = {folder}/users
}}
mail_uid = {mail_user}
mail_gid = {mail_user}
mail_home = {folder}/mail/%{{user}}
mail_driver = {mailbox_format}
mail_path = ~/{mailbox_format}
"""

SIEVE = """
protocol lmtp {{
  mail_plugins {{
    sieve = yes
  }}
}}
sieve_script filter {{
  type = before
  path = {script}
}}
"""

SERVES_ON = "restart_request_count = unlimited"
"""So that a process serves any number of clients, one after the other."""

SIGNED_IN = "Logged in"
"""The word for it in the log."""
