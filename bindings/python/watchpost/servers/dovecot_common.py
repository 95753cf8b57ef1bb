"""Settings that all versions of Dovecot write alike; they follow those of the version."""

from __future__ import annotations

COMMON = """\
listen = {host}
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/dovecot.log
log_timestamp = "%Y-%m-%d %H:%M:%S.%{{usecs}} "
auth_verbose = yes
default_vsz_limit = 1G

ssl = {tls}
auth_mechanisms = {mechanisms}
auth_failure_delay = {auth_failure_delay}
first_valid_uid = 1
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
  {serves_on}
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
  {serves_on}
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
