// What the session tests of POP3 share: a client of a scripted server, and the usual beginnings of scripts.
//
//   pop3_client c(signed_in + R"(
//     C: UIDL
//     ...)");
//   const auto seen = c.scan(known({"a"}));
#pragma once

#include "mail/pop3/listing.h"
#include "mail/pop3/mailbox.h"
#include "support/discretion.h"
#include "support/failures.h"
#include "support/probe_mail.h"
#include "support/scripted_server.h"

#include <gtest/gtest.h>

#include <initializer_list>
#include <optional>
#include <string>

namespace watchpost::mail::pop3 {

// A server without pipelining: CAPA, AUTH PLAIN.
inline const std::string plain_server = R"(tls
  S: +OK ready
  C: CAPA
  S: +OK
  S: TOP
  S: UIDL
  S: USER
  S: SASL PLAIN
  S: .
)";
inline const std::string pipelining_server = R"(tls
  S: +OK ready
  C: CAPA
  S: +OK
  S: TOP
  S: UIDL
  S: USER
  S: PIPELINING
  S: SASL PLAIN
  S: .
)";
inline const std::string auth_plain = "  C: AUTH PLAIN " + secret_base64 + "\n";
inline const std::string signed_in = plain_server + auth_plain + "  S: +OK welcome\n";

// The listing of messages 1, 2, ... with these unique-ids.
inline std::string listing(std::initializer_list<std::string> ids) {
  std::string lines = "  S: +OK\n";
  int number = 0;
  for (const auto& id : ids) lines += "  S: " + std::to_string(++number) + " " + id + "\n";
  return lines + "  S: .\n";
}

// The server says which message that is.
inline std::string naming(int number, const std::string& id) {
  return "  S: +OK " + std::to_string(number) + ' ' + id + "\n";
}
inline std::string named(int number, const std::string& id) {
  return "  C: UIDL " + std::to_string(number) + "\n" + naming(number, id);
}

inline const std::string ours = "  S: +OK\n  S: X-Probe: ours\n  S:\n  S: .\n";
inline const std::string foreign = "  S: +OK\n  S: Subject: hello\n  S:\n  S: .\n";

inline position known(std::initializer_list<std::string> ids) {
  std::vector<unique_id> all;
  for (const auto& id : ids) all.push_back({1, id});
  return to_position(hashes_of(all));
}

class pop3_client : public test::scripted_session {
 public:
  explicit pop3_client(const std::string& script, test::script_options options = {})
      : scripted_session(script, options) {}
  ~pop3_client() {
    test::expect_discreet_transcript(*this,
                                     {password, "Z2VoZWlt", secret_base64, "X-Probe: ours", "Subject:"});
  }

  bool allow_cleartext = false;
  std::optional<net::tls_mode> mode;  // not what the script does

  access_settings how() {
    access_settings s;
    s.server = server();
    s.tls = mode.value_or(tls());
    s.trust = trust();
    s.user = {"monitor", password};
    s.allow_cleartext_login = allow_cleartext;
    return s;
  }

  // An earlier session of this process learnt that.
  void remember(const std::string& capabilities) {
    network().remembered(server(), tls()).capabilities = capabilities;
  }

  result<void> sign_in() { return sign_in(how()); }
  result<void> sign_in(const access_settings& with) {
    const auto until = deadline();
    return run([&](net::network& net, net::cancellation cancel, session_report& report) {
      return pop3::sign_in(net, with, until, cancel, report);
    });
  }

  // One scan, then leave().
  result<mailbox_scan> scan(position since) {
    const auto until = deadline();
    return run([&](net::network& net, net::cancellation cancel, session_report& report) {
      return scan_once(net, how(), since, until, cancel, report);
    });
  }

  // One scan, and the removal of what is ours (with `ids`: of those). With `between`, leave() before the
  // removal.
  result<removal_of> scan_and_remove(position since, std::vector<std::string> ids = {},
                                     bool between = false) {
    const auto until = deadline();
    return run([&](net::network& net, net::cancellation cancel, session_report& report) {
      return remove_once(net, how(), {since, std::move(ids), between}, until, cancel, report);
    });
  }

 private:
  struct wish {
    position since;
    std::vector<std::string> ids;
    bool between = false;
  };

  static net::task<result<mailbox_scan>> scan_once(net::network& net, access_settings how, position since,
                                                   net::instant until, net::cancellation cancel,
                                                   session_report& report) {
    const auto box = make_mailbox(net, how);
    result<mailbox_scan> seen = co_await box->scan(since, is_ours, until, cancel, report);
    co_await box->leave();
    co_return seen;
  }

  static net::task<result<removal_of>> remove_once(net::network& net, access_settings how, wish what,
                                                   net::instant until, net::cancellation cancel,
                                                   session_report& report) {
    const auto box = make_mailbox(net, how);
    removal_of out;
    CO_TRY_AS(seen, co_await box->scan(what.since, is_ours, until, cancel, report));
    out.seen = seen;
    if (what.ids.empty())
      for (const auto& each : out.seen.matches) what.ids.push_back(each.id);
    if (what.between) co_await box->leave();
    CO_TRY_AS(removed, co_await box->remove(what.ids));
    out.removed = removed;
    co_return out;
  }
};

}  // namespace watchpost::mail::pop3
