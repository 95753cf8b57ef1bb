"""Settings in the language of Dovecot 2.3."""

from __future__ import annotations

CONFIGURATION = """\
protocols = imap pop3 lmtp
listen = {host}
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/dovecot.log
log_timestamp = "%Y-%m-%d %H:%M:%S.%{{usecs}} "
auth_verbose = yes
default_vsz_limit = 1G

ssl = {tls}
ssl_cert = <{chain}
ssl_key = <{key}
disable_plaintext_auth = {refuse_cleartext}
auth_mechanisms = {mechanisms}
auth_failure_delay = {auth_failure_delay}
passdb {{
  driver = passwd-file
  args = username_format=%u {folder}/users
}}
userdb {{
  driver = passwd-file
  args = username_format=%u {folder}/users
  default_fields = uid={mail_user} gid={mail_user} home={folder}/mail/%u
}}
first_valid_uid = 1
mail_location = {mailbox_format}:~/{mailbox_format}
mail_max_userip_connections = 0
lmtp_save_to_detail_mailbox = yes
recipient_delimiter = +
namespace inbox {{
  inbox = yes
  separator = /
  mailbox Junk {{
    auto = create
    special_use = \\Junk
  }}
  mailbox Trash {{
    auto = create
    special_use = \\Trash
  }}
}}

service anvil {{
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
service auth {{
  client_limit = 5000
  unix_listener {folder}/auth {{
    mode = 0666
  }}
}}
service lmtp {{
  unix_listener {folder}/lmtp {{
    mode = 0666
  }}
}}
service imap-login {{
  service_count = 0
  process_min_avail = {login_processes}
  process_limit = {login_processes}
  client_limit = 1000
  inet_listener imap {{
    port = {imap_port}
  }}
  inet_listener imaps {{
    port = {imaps_port}
    ssl = yes
  }}
}}
service pop3-login {{
  service_count = 0
  process_min_avail = {login_processes}
  process_limit = {login_processes}
  client_limit = 1000
  inet_listener pop3 {{
    port = {pop3_port}
  }}
  inet_listener pop3s {{
    port = {pop3s_port}
    ssl = yes
  }}
}}
service imap {{
  process_limit = 2000
}}
service pop3 {{
  process_limit = 2000
}}
"""

SIEVE = """
protocol lmtp {{
  mail_plugins = sieve
}}
plugin {{
  sieve_before = {script}
}}
"""

SIGNED_IN = "Login"
"""The word for it in the log."""
