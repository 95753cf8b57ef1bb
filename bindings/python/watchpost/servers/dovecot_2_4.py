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
listen = {host}
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/dovecot.log
log_timestamp = "%Y-%m-%d %H:%M:%S.%{{usecs}} "
auth_verbose = yes
default_vsz_limit = 1G

ssl = {tls}
ssl_server_cert_file = {chain}
ssl_server_key_file = {key}
auth_allow_cleartext = {allow_cleartext}
auth_mechanisms = {mechanisms}
auth_failure_delay = {auth_failure_delay}
passdb passwd-file {{
  passwd_file_path = {folder}/users
}}
userdb passwd-file {{
  passwd_file_path = {folder}/users
}}
mail_uid = {mail_user}
mail_gid = {mail_user}
mail_home = {folder}/mail/%{{user}}
first_valid_uid = 1
mail_driver = {mailbox_format}
mail_path = ~/{mailbox_format}
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
  restart_request_count = unlimited
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
  restart_request_count = unlimited
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
  mail_plugins {{
    sieve = yes
  }}
}}
sieve_script filter {{
  type = before
  path = {script}
}}
"""

SIGNED_IN = "Logged in"
"""The word for it in the log."""
