// The dialogue with one server: tags, commands that wait to be sent, responses, and what they tell about the
// mailbox.
//
//   const std::string select = s.queue("SELECT INBOX");
//   const std::string fetch = s.queue("UID FETCH 7:* (UID)");
//   auto selected = co_await s.finish(select);            // pipelined: sends both; in lockstep: the first
//   auto fetched = co_await s.finish(fetch, &listener);
#pragma once

#include "command.h"
#include "lexer.h"
#include "mail/mailbox.h"
#include "mail/net/connection.h"
#include "mail/net/line_reader.h"
#include "mail/sasl/redaction.h"
#include "response.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace watchpost::mail::imap {

// Which messages went: EXPUNGE names a message by its number, which shifts with each that goes (RFC 3501
// section 7.4.1), and FETCH tells UIDs by them.
//
//   numbers.told(3, 8);      // * 3 FETCH (UID 8 ...)
//   numbers.expunged(2);     // * 2 EXPUNGE
//   numbers.expunged(2);     // * 2 EXPUNGE: that was UID 8
//   numbers.gone();          // {8}

class message_numbers {
 public:
  static constexpr std::size_t most = 100'000;  // messages that are known; of more it is not told which went

  void told(std::uint32_t number, std::uint32_t uid) {
    const auto at = place_of(number);
    if (at != known_.end() && at->first == number)
      at->second = uid;
    else if (known_.size() < most)
      known_.emplace(at, number, uid);
  }

  void expunged(std::uint32_t number) {
    auto at = place_of(number);
    if (at != known_.end() && at->first == number) {
      gone_.push_back(at->second);
      at = known_.erase(at);
    }
    for (; at != known_.end(); ++at) --at->first;
  }

  const std::vector<std::uint32_t>& gone() const { return gone_; }  // UIDs

 private:
  using pairs = std::vector<std::pair<std::uint32_t, std::uint32_t>>;  // number and UID, by number
  pairs::iterator place_of(std::uint32_t number) {
    return std::lower_bound(known_.begin(), known_.end(), number,
                            [](const auto& one, std::uint32_t n) { return one.first < n; });
  }

  pairs known_;
  std::vector<std::uint32_t> gone_;
};

// The selected mailbox, kept current by every response.
struct folder_state {
  std::uint32_t exists = 0;
  std::optional<std::uint32_t> validity, next;  // UIDVALIDITY, UIDNEXT
  bool read_only = false;
  bool news = false;  // EXISTS has grown since this was last cleared
};

// The answer to a command, or a continuation on the way to it.
struct answer {
  bool continued = false;
  std::string text;      // of the continuation
  status_response said;  // otherwise
};

// Is shown each untagged response while a command is waited for.
using listener = std::function<void(const response&)>;

class session {
 public:
  // `literal`: bytes that are kept of one, at least max_literal.
  session(std::unique_ptr<net::transport> wire, const net::clock& time, bool lockstep,
          std::size_t literal = max_literal);

  net::transport& wire() { return *wire_; }
  bool lockstep() const { return lockstep_; }
  void at(stage s) { wire_->at(s); }

  capabilities caps;
  bool caps_final = false;  // caps were given after sign-in, where servers offer more
  capabilities expected;    // final caps of an earlier session, until the server says otherwise
  bool signing_in = false, signed_in = false;
  folder_state folder;
  message_numbers numbers;  // of the selected folder
  std::string selected;     // the folder's name on the wire; empty: none
  bool read_only = false;   // by EXAMINE
  std::string id;           // tag of an ID; empty: the server does not know it
  std::string idle;         // tag of an IDLE that was not ended; empty: none
  bool idle_refused = false;
  bool takes_offers = true;  // false: signs in without what a proxy may offer and its server not know
  sasl::redaction confidential;
  std::chrono::milliseconds opening{};  // what it took until a sign-in could begin

  // A command that is sent when its answer, or that of a later one, is waited for. Returns its tag.
  std::string queue(std::string_view command);
  void queue_done();                    // the end of `idle`, ahead of everything
  bool withdraw(std::string_view tag);  // false when it was sent already
  std::string new_tag();                // of a command that the caller writes
  std::string sign_in_tag();            // always "w0": the others were queued before it
  void idle_ended();                    // its answer was read

  // `shown` is what the transcript gets instead; without it, nothing that is written during the sign-in gets
  // there, but for commands that were queued.
  net::task<result<void>> write(std::string_view text, std::string_view shown = {});
  // And behind it what is queued, unless in lockstep.
  net::task<result<void>> write_ahead(std::string text, std::string_view shown = {});
  net::task<result<void>> write_queued();  // does not wait for answers

  net::task<result<response>> next();  // one response; a BYE is a failure
  net::task<result<answer>> answered(std::string tag, const listener* heard = nullptr);
  net::task<result<status_response>> finish(std::string tag, const listener* heard = nullptr);

  // Since when several commands of one write wait for their answers; nothing: they do not.
  std::optional<net::instant> bet() const { return bet_; }
  void bet_won() { bet_.reset(); }  // also happens when the last of them was answered with OK

  bool unread() const { return !lines_.buffered().empty(); }
  void forget();  // all that was learnt so far

  failure fault(cause why, std::string detail, std::string_view server_text = {}) const;
  failure refused(const status_response& said) const;

 private:
  struct queued {
    std::string tag, text;
  };
  net::task<result<void>> write_first();  // of what is queued, and what goes with it
  net::task<result<void>> flush(std::string_view tag);
  net::task<result<void>> send(std::string_view text);
  void note_said(std::string_view text, std::string_view shown);
  void note_heard(std::string_view line);
  std::string shown(std::string_view line, bool begins) const;
  failure ended(failure f) const;
  net::task<result<void>> read_response();
  net::task<result<void>> read_literal();
  void notice(const response& r);
  void notice(const response_code& code);
  void learn(std::string_view capability_names);
  bool too_many(const response& r);

  std::unique_ptr<net::transport> wire_;
  const net::clock& time_;
  bool lockstep_;
  net::line_reader lines_;
  std::size_t max_kept_;  // of a literal
  assembler assembler_;
  std::deque<queued> queue_;
  std::vector<std::string> outstanding_;                        // tags without an answer
  std::vector<std::pair<std::string, status_response>> early_;  // answers that nobody waited for yet
  std::optional<net::instant> bet_;
  std::string complaint_;  // words of an untagged NO or BAD since the latest command
  std::uint32_t last_tag_ = 0, untagged_ = 0, fetched_ = 0;
};

// From nothing to a session that is ready for sign-in: connect, greeting, STARTTLS, CAPABILITY.

// What the sessions of one check share. The report outlives them.
struct operation {
  net::instant deadline{};
  net::cancellation cancel;
  session_report* report = nullptr;
};

// The session may be signed in already (PREAUTH).
net::task<result<std::unique_ptr<session>>> open_session(net::network& net, const access_settings& how,
                                                         operation what, bool lockstep);

// CAPABILITY, now.
net::task<result<void>> ask_capabilities(session& s);

// LOGOUT, not waited for, and the end of the connection.
net::task<void> log_out(session& s);

}  // namespace watchpost::mail::imap
