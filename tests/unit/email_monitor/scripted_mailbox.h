// Polls of a monitor whose mail server follows a script (support/scripted_server.h), for what real servers do
// differently. Nothing is submitted: nobody listens there.
#pragma once

#include "email_monitor/identify.h"
#include "email_monitor/probe_message.h"
#include "email_monitor/round_trip.h"
#include "mail/pop3/listing.h"
#include "support/imap_position.h"
#include "support/scripted_server.h"

#include <gtest/gtest.h>

#include <initializer_list>
#include <string>

namespace watchpost::email_monitor::test {

// "S: " and "C: " lines of a session up to the answer to SELECT; the FETCH is tagged w2.
inline std::string imap_opened(int exists, int next) {
  return "S: * OK [CAPABILITY IMAP4rev1 SASL-IR AUTH=PLAIN UIDPLUS] ready\nC: w0 AUTHENTICATE PLAIN *\n"
         "C: w1 SELECT INBOX\nC: w2 UID FETCH *\nS: w0 OK [CAPABILITY IMAP4rev1 UIDPLUS] in\nS: * " +
         std::to_string(exists) + " EXISTS\nS: * OK [UIDVALIDITY 5] v\nS: * OK [UIDNEXT " +
         std::to_string(next) + "] n\nS: w1 OK [READ-WRITE] in\n";
}

inline std::string raw(std::string bytes) {
  for (auto at = bytes.find("\r\n"); at != bytes.npos; at = bytes.find("\r\n", at))
    bytes.replace(at, 2, "\\r\\n");
  return "raw: " + bytes + "\n";
}

inline std::string header_of(const std::string& message) {
  return message.substr(0, message.find("\r\n\r\n") + 4);
}

inline std::string imap_fetched(int number, int uid, const std::string& message) {
  const std::string header = header_of(message);
  return raw("* " + std::to_string(number) + " FETCH (UID " + std::to_string(uid) +
             " BODY[HEADER.FIELDS (SUBJECT)] {" + std::to_string(header.size()) + "}\r\n" + header + ")\r\n");
}

// Up to the answer to UIDL; the ids are of the messages 1, 2, ...
inline std::string pop3_opened(std::initializer_list<std::string> ids) {
  std::string script =
      "S: +OK ready\nC: CAPA\nS: +OK\nS: TOP\nS: UIDL\nS: USER\nS: .\nC: USER *\nS: +OK\nC: PASS *\nS: +OK\n"
      "C: UIDL\nS: +OK\n";
  int number = 0;
  for (const auto& id : ids) script += "S: " + std::to_string(++number) + ' ' + id + "\n";
  return script + "S: .\n";
}

inline std::string pop3_top(int number, const std::string& message) {
  return "C: TOP " + std::to_string(number) + " 0\n" + raw("+OK\r\n" + header_of(message) + ".\r\n");
}

inline std::string pop3_named(int number, const std::string& id) {
  const std::string n = std::to_string(number);
  return "C: UIDL " + n + "\nS: +OK " + n + ' ' + id + "\n";
}

class scripted_mailbox : public ::testing::Test {
 protected:
  static constexpr std::int64_t interval = 60'000;

  explicit scripted_mailbox(account_type account = account_type::imap) {
    std::string why;
    book = *ledger::load({}, why);
    config.instance = "test";
    config.from = config.to = "probe@a.example";
    config.submission.server = {"127.0.0.1", 1};
    config.submission.tls = mail::net::tls_mode::none;
    config.protocol = account;
    config.retrieval.user = {"probe", "secret"};
    config.retrieval.allow_cleartext_login = true;
    config.retrieval.fields = identifying_fields();
    book.reached(account == account_type::imap ? watchpost::test::read_to("5:7")
                                               : mail::pop3::to_position({}));
  }

  // A probe that was taken when the next poll was due; its message.
  std::string send_probe() {
    std::uint64_t sequence = 0;
    book.prepare(due, due, sequence);
    book.sent(sequence, {.wall = due, .mono = 0}, "250 2.0.0 ok: queued as 4F1");
    due += interval;
    return *write_probe(book.own_identity(), {.sequence = sequence, .sent = due - interval}, config.from,
                        config.to, "test");
  }

  // One poll; the submission, which fails, is left out of its verdict.
  judgement poll(const std::string& script) {
    watchpost::test::scripted_session server(script);
    config.retrieval.server = server.server();
    config.retrieval.tls = server.tls();
    const poll_request when{
        .deadline = server.deadline(), .due = due, .interval = std::chrono::milliseconds(interval)};
    journal durable(stored_);
    last = server.run([&](mail::net::network& net, mail::net::cancellation cancel, mail::session_report&) {
      return poll_once(net, config, book, durable, when, std::move(cancel));
    });
    EXPECT_EQ(server.unexpected(), "");
    last.seen.submission_failed.reset();
    due += interval;
    return judge(last.seen);
  }

  configuration config;
  ledger book;
  poll_report last;
  std::int64_t due = 1'795'342'400'000;

 private:
  static mail::net::task<poll_report> poll_once(mail::net::network& net, const configuration& config,
                                                ledger& book, journal& durable, poll_request when,
                                                mail::net::cancellation cancel) {
    mail::broker mailboxes(net);
    refusals refused;
    poll_report report = co_await email_monitor::poll({net, mailboxes, refused}, config, book, durable, when,
                                                      std::move(cancel));
    co_return report;
  }

  struct memory final : storage {
    void store(edits, answer done) override { done(std::nullopt); }
  } stored_;
};

}  // namespace watchpost::email_monitor::test
