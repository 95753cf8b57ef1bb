// What the session tests of IMAP share: a client of a scripted server, and the usual parts of scripts.
//
//   imap_client c(hello + auth + select + in + selected(2, 9) + "C: w2 LOGOUT");
//   const auto seen = c.scan("");
#pragma once

#include "mail/imap/mailbox.h"
#include "mail/text/base64.h"
#include "support/discretion.h"
#include "support/failures.h"
#include "support/imap_position.h"
#include "support/probe_mail.h"
#include "support/scripted_server.h"

#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <utility>
#include <vector>

namespace watchpost::mail::imap {

using test::read_to;

inline const std::string hello = "S: * OK [CAPABILITY IMAP4rev1 SASL-IR AUTH=PLAIN] ready\n";
inline std::string offering(const std::string& capabilities) {
  return "S: * OK [CAPABILITY IMAP4rev1 " + capabilities + "] ready\n";
}
inline const std::string auth = "C: w0 AUTHENTICATE PLAIN " + secret_base64 + "\n";
// In lockstep.
inline const std::string auth_alone = "C: w0 AUTHENTICATE PLAIN\nS: +\nC: " + secret_base64 + "\n";
inline const std::string in = "S: w0 OK [CAPABILITY IMAP4rev1 UIDPLUS IDLE] welcome\n";
inline const std::string sign_out = "C: w1 LOGOUT\n";
inline const std::string select = "C: w1 SELECT INBOX\n";

// The answer to `select`; validity 5.
inline std::string selected(int exists, int next, const std::string& tag = "w1") {
  return "S: * FLAGS (\\Seen \\Deleted)\nS: * " + std::to_string(exists) +
         " EXISTS\nS: * 0 RECENT\nS: * OK [UIDVALIDITY 5] valid\nS: * OK [UIDNEXT " + std::to_string(next) +
         "] next\nS: " + tag + " OK [READ-WRITE] selected\n";
}

inline std::string fetch_from(int uid, const std::string& tag = "w2") {
  return "C: " + tag + " UID FETCH " + std::to_string(uid) +
         ":* (UID INTERNALDATE BODY.PEEK[HEADER.FIELDS (Message-ID X-Probe)])\n";
}

inline const std::string fetch_again =
    "FETCH 1:3 (UID INTERNALDATE BODY.PEEK[HEADER.FIELDS (Message-ID X-Probe)])\n";

inline std::string message(int number, int uid, bool ours) {
  return "S: * " + std::to_string(number) + " FETCH (UID " + std::to_string(uid) +
         " INTERNALDATE \"01-Jan-1970 00:01:00 +0000\" BODY[HEADER.FIELDS (MESSAGE-ID X-PROBE)] " +
         (ours ? "{17}\nS: X-Probe: ours\n" : "{21}\nS: Message-ID: <x@y>\n") + "S:\nS: )\n";
}

// Up to the end of a scan since "5:7" that has found UID 8, which is ours, in pipelining and in lockstep.
inline const std::string looked = hello + auth + select + fetch_from(7) + in + selected(3, 9) +
                                  message(2, 7, false) + message(3, 8, true) + "S: w2 OK fetched\n";
inline const std::string looked_in_lockstep = hello + auth_alone + in + select + selected(3, 9) +
                                              fetch_from(7) + message(2, 7, false) + message(3, 8, true) +
                                              "S: w2 OK fetched\n";

inline const std::string mark = "C: w3 UID STORE 8 +FLAGS.SILENT (\\Deleted)\n";
inline const std::string expunge = "C: w4 UID EXPUNGE 8\n";
inline const std::string removed =
    mark + expunge + "S: w3 OK marked\nS: * 3 EXPUNGE\nS: w4 OK gone\nC: w5 LOGOUT\n";
inline const std::string removed_in_lockstep =
    mark + "S: w3 OK marked\n" + expunge + "S: * 3 EXPUNGE\nS: w4 OK gone\nC: w5 LOGOUT\n";

class imap_client : public test::scripted_session {
 public:
  explicit imap_client(const std::string& script, test::script_options options = {})
      : scripted_session(script, options) {}
  ~imap_client() {
    test::expect_discreet_transcript(*this, {user.password, to_base64(user.password), secret_base64,
                                             "X-Probe: ours", "Message-ID: <x@y>"});
  }

  bool allow_cleartext = true;
  sasl::credentials user{"monitor", password};
  std::vector<std::string> folders;

  access_settings how() {
    access_settings s;
    s.server = server();
    s.tls = tls();
    s.trust = trust();
    s.user = user;
    s.allow_cleartext_login = allow_cleartext;
    s.fields = {"Message-ID", "X-Probe"};
    s.folders = folders;
    return s;
  }

  net::network::memory& memory() { return network().remembered(server(), tls()); }

  result<void> sign_in() {
    const auto until = deadline();
    return run([&](net::network& net, net::cancellation cancel, session_report& report) {
      return imap::sign_in(net, how(), until, cancel, report);
    });
  }

  struct context {
    mailbox& box;
    net::network& net;
    net::instant deadline;
    net::cancellation cancel;
    session_report& report;

    net::task<result<mailbox_scan>> scan(position since) {
      return box.scan(since, is_ours, deadline, cancel, report);
    }
    net::task<result<mailbox_scan>> scan_folders(position since) { return box.scan_folders(since, is_ours); }
  };

  // Anything with one mailbox.
  template <class T>
  result<T> use(std::function<net::task<result<T>>(context&)> work) {
    const auto until = deadline();
    return run([&](net::network& net, net::cancellation cancel, session_report& report) {
      return use_once<T>(net, how(), until, cancel, report, work);
    });
  }

  // One scan, then leave().
  result<mailbox_scan> scan(position since) {
    return use<mailbox_scan>([&](context& c) { return scan_once(c, since); });
  }

  // A scan that reads nothing of INBOX, and one of the other folders, which it returns; then leave().
  result<mailbox_scan> scan_folders(position since) {
    return use<mailbox_scan>([&](context& c) { return scan_folders_once(c, since); });
  }

  // One scan, and the removal of what is ours (with `ids`: of those). With `between`, leave() before the
  // removal.
  result<removal_of> scan_and_remove(position since, std::vector<std::string> ids = {},
                                     bool between = false) {
    return use<removal_of>([&](context& c) { return remove_once(c, since, ids, between); });
  }

 private:
  template <class T>
  static net::task<result<T>> use_once(net::network& net, access_settings how, net::instant until,
                                       net::cancellation cancel, session_report& report,
                                       std::function<net::task<result<T>>(context&)> work) {
    const auto box = make_mailbox(net, how);
    context c{*box, net, until, cancel, report};
    result<T> out = co_await work(c);
    co_return out;
  }

  static net::task<result<mailbox_scan>> scan_once(context& c, position since) {
    result<mailbox_scan> seen = co_await c.scan(since);
    co_await c.box.leave();
    co_return seen;
  }

  static net::task<result<mailbox_scan>> scan_folders_once(context& c, position since) {
    CO_TRY(co_await c.scan(""));
    result<mailbox_scan> seen = co_await c.scan_folders(since);
    co_await c.box.leave();
    co_return seen;
  }

  static net::task<result<removal_of>> remove_once(context& c, position since, std::vector<std::string> ids,
                                                   bool between) {
    removal_of out;
    CO_TRY_AS(seen, co_await c.scan(since));
    out.seen = seen;
    if (ids.empty())
      for (const auto& each : out.seen.matches) ids.push_back(each.id);
    if (between) co_await c.box.leave();
    CO_TRY_AS(gone, co_await c.box.remove(ids));
    out.removed = gone;
    co_return out;
  }
};

// The failure of a scan since "5:7", which this script ends in.
inline failure failed_scan(const std::string& script) {
  imap_client c(script);
  const auto seen = c.scan(read_to("5:7"));
  EXPECT_FALSE(seen) << script;
  EXPECT_EQ(c.unexpected(), "") << script;
  if (seen) return {};
  expect_discreet(seen.error());
  return seen.error();
}

}  // namespace watchpost::mail::imap
