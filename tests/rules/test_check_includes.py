"""The rules catch what they are for, in small trees."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
from check_includes import MOST_LINES, MOST_TEST_LINES, check

NET = "plugins/mail/net/transport.h"
HOST = "plugin_api/include/watchpost/host.h"


def tree(tmp_path: Path, files: dict[str, str]) -> list[str]:
    for name, text in {
        NET: "#include <boost/asio/awaitable.hpp>\n",
        HOST: "#include <stdint.h>\n",
        "plugins/mail/net/internals.h": "#include <string>\n",
        "plugins/mail/broker/shared_session.h": "#include <string>\n",
        "plugins/mail_command/service.h": "#include <string>\n",
        "plugins/mail_command/intake/b.h": "#include <string>\n",
        **files,
    }.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return check(tmp_path)


def test_a_good_tree(tmp_path):
    good = {
        "plugin_api/include/watchpost/cpp/plugin.hpp": "#include <watchpost/host.h>\n#include <string>\n",
        "plugins/mail/pop3/reply.h": "#include <string>\n",
        "plugins/mail/pop3/size.h": "#include <cstdint>\nusing size = std::uint64_t;\n",
        "plugins/mail/pop3/session.h": '#include "mail/net/transport.h"\n#include "size.h"\nstd::int64_t n();\n',
        "plugins/email_monitor/poll.cpp": '#include "mail/pop3/session.h"\n#include <watchpost/host.h>\n',
        "plugins/mail/net/socket.cpp": "#include <boost/asio/ip/tcp.hpp>\n",
        "host_sim/engine/loader.cpp": "#include <watchpost/host.h>\n",
        "host_sim/cli/demo.cpp": '#include "engine/loader.h"\n#include "sandbox/server.h"\n',
        "host_sim/sandbox/server.h": "#include <boost/asio/ip/tcp.hpp>\n",
        "bindings/python/src/host.cpp": '#include "engine/loader.h"\n#include "sandbox/server.h"\n',
    }
    assert tree(tmp_path, good) == []


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("plugin_api/include/watchpost/base.h", "#include <openssl/ssl.h>\n"),
        ("plugin_api/include/watchpost/base.h", "#include <vector>\n"),
        ("plugin_api/include/watchpost/cpp/x.hpp", '#include "mail/net/transport.h"\n'),
        ("plugins/mail/smtp/submit.cpp", "#include <watchpost/host.h>\n"),
        ("plugins/mail/smtp/submit.cpp", "#  include <watchpost/unknown.h>\n"),
        ("plugins/mail_command/outbox/a.h", '#include "mail_command/intake/b.h"\n'),
        ("plugins/mail_command/intake/a.h", '#include "mail_command/service.h"\n'),
        ("plugins/mail/pop3/reply.h", '#include "mail/net/transport.h"\n'),
        ("plugins/mail/pop3/session.h", '#include "../smtp/size.h"\n'),
        ("plugins/mail/pop3/session.h", '#include "mail/net/internals.h"\n'),
        ("plugins/mail/text/hex.h", '#include "mail/broker/shared_session.h"\n'),
        ("plugins/mail/imap/mailbox.h", '#include "mail/broker/shared_session.h"\n'),
        ("plugins/mail/imap/response_parser.cpp", "#include <boost/asio.hpp>\n"),
        ("plugins/mail/imap/session.cpp", "#include <boost/asio/ip/tcp.hpp>\n"),
        ("plugins/email_monitor/poll.cpp", "#include <sys/socket.h>\n"),
        ("host_sim/engine/loader.cpp", '#include "mail/net/transport.h"\n'),
        ("host_sim/sandbox/server.cpp", "#include <watchpost/host.h>\n"),
        ("host_sim/cli/run.cpp", '#include "mail/net/transport.h"\n'),
        ("bindings/python/src/host.cpp", '#include "mail/net/transport.h"\n'),
        ("plugins/mail_command/outbox/a.h", '#include "mail_command/intake/b.h"\n'),
        ("plugins/mail_command/intake/a.h", '#include "mail_command/service.h"\n'),
        ("plugins/mail/pop3/reply.h", "#include <string>\nstd::uint32_t size();\n"),
    ],
)
def test_what_may_not_be_included(tmp_path, file, text):
    faults = tree(tmp_path, {file: text})
    assert len(faults) == 1
    assert faults[0].startswith(file + ":")


@pytest.mark.parametrize("name", ["../mail/net/transport.h", "net/transport.h", "../net/transport.h"])
def test_one_spelling_of_an_include(tmp_path, name):
    faults = tree(tmp_path, {"plugins/mail/user.cpp": f'#include "{name}"\n'})
    assert faults == [
        f'plugins/mail/user.cpp: spell it from plugins/, as "mail/net/connection.h", not {name}'
    ]


def test_plugins_do_not_know_each_other(tmp_path):
    faults = tree(
        tmp_path,
        {"plugins/mail_command/a.h": "\n", "plugins/email_monitor/b.cpp": '#include "mail_command/a.h"\n'},
    )
    assert faults == [
        "plugins/email_monitor/b.cpp: plugins/email_monitor must not include plugins/mail_command/a.h"
    ]


def test_the_way_to_asio_is_told(tmp_path):
    files = {
        "plugins/mail/sasl/a.h": '#include "b.h"\n',
        "plugins/mail/sasl/b.h": '#include "../net/transport.h"\n',
    }
    told = [fault for fault in tree(tmp_path, files) if "sasl/a.h" in fault]
    assert told == [
        "plugins/mail/sasl/a.h: a parser must not reach Asio: plugins/mail/sasl/b.h -> plugins/mail/net/transport.h"
        " -> boost/asio/awaitable.hpp"
    ]


def test_long_files(tmp_path):
    line = "int x;\n"
    files = {
        "plugins/mail/net/long.cpp": line * (MOST_LINES + 1),
        "plugins/mail/net/full.cpp": line * MOST_LINES,
        "tests/unit/long_test.cpp": line * (MOST_TEST_LINES + 1),
        "tests/unit/full_test.cpp": line * MOST_TEST_LINES,
        "bindings/python/watchpost/long.py": "x = 1\n" * (MOST_LINES + 1),
        "bindings/python/watchpost/long.pyi": "x: int\n" * (MOST_LINES + 1),
        "build/generated.cpp": line * 10_000,
    }
    assert [fault.split(":")[0] for fault in tree(tmp_path, files)] == [
        "bindings/python/watchpost/long.py",
        "bindings/python/watchpost/long.pyi",
        "plugins/mail/net/long.cpp",
        "tests/unit/long_test.cpp",
    ]


def test_the_project_itself():
    assert check(Path(__file__).resolve().parents[2]) == []
