// One session with a POP3 server: from the connection to QUIT. What is repeated after a mishap is decided by
// session_retry.h.
//
//   session s(net, how, {deadline, cancel, &report, .lockstep = false});
//   auto opened = co_await s.open(true);                      // signed in, listing() is there
//   auto read = co_await s.read(extent::header, numbers,
//                               [&](std::size_t i, std::string header, bool) { ... });
//   auto gone = co_await s.remove_and_quit(numbers, fates);
#pragma once

#include "channel.h"
#include "listing.h"
#include "mail/mailbox.h"
#include "reply.h"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace watchpost::mail::pop3 {

struct session_terms {
  net::instant deadline{};
  net::cancellation cancel;
  session_report* report = nullptr;
  bool lockstep = false;  // one command a flight, whatever the server offers
  std::function<net::task<void>()> before_sign_in{};
};

// How much of a message is read.
enum class extent : std::uint8_t { header, beginning };

// What became of a message that was to be removed.
enum class fate : std::uint8_t { unknown, marked, refused };

class session {
 public:
  session(net::network& net, const access_settings& how, session_terms terms);

  // Connects, asks for TLS and for the capabilities.
  net::task<result<void>> reach();

  // reach(), then signs in; with `list` also UIDL. Where a server has none, the newest max_reread messages are
  // listed, each by its header.
  net::task<result<void>> open(bool list);

  std::vector<unique_id>& listing() { return list_; }
  std::uint32_t login_delay() const { return can_.login_delay; }

  // TOP of each, without the body, with its first lines or, where the settings want whole messages, with all;
  // `seen` is given the place in `numbers`, the text, and whether there may be more, for the messages that
  // are still there, and says whether the text is of ours. Texts are cut at 64 KiB (max_body) or
  // access_settings::whole_body, at a line's end.
  // Answers of POP3 do not say what they answer, so behind TOP the server names the message: always of what
  // is ours, and of the last one. Where the name is another one, answers are out of step: cause::protocol.
  using text_sink = std::function<bool(std::size_t, std::string, bool)>;
  net::task<result<void>> read(extent what, const std::vector<std::uint32_t>& numbers, const text_sink& seen);

  // DELE of each, then QUIT, whose +OK is awaited: there the messages go (RFC 1939 section 6). `fates` tells
  // also after a failure what each DELE was answered. `together`: in one flight where the server allows it.
  net::task<result<void>> remove_and_quit(const std::vector<std::uint32_t>& numbers, std::vector<fate>& fates,
                                          bool together);
  // What the latest DELE that was refused is a failure for.
  const std::optional<failure>& refusal() const { return refusal_; }

  // DELE of each: they go with the QUIT that follows later.
  net::task<result<void>> mark(const std::vector<std::uint32_t>& numbers, std::vector<fate>& fates);
  // QUIT, whose +OK is awaited.
  net::task<result<void>> quit(bool sent_already = false);

  // Another user's terms from now on; see transport::rebind().
  void rebind(net::instant deadline, const net::cancellation& cancel, session_report& report);

  // Says QUIT, unless that was done, and does not wait.
  net::task<void> leave();

  // After a failure: commands were in flight together.
  bool was_betting() const { return talk_ && (talk_->betting() || list_refused_); }
  // After a failure: there is time for another session.
  bool is_repeatable() const { return !talk_ || talk_->repeatable(); }
  // After a failure: remembered capabilities misled us.
  bool was_misled() const { return misled_; }

 private:
  bool pipelines() const { return can_.pipelining && !terms_.lockstep; }
  net::network::memory& remembered() { return net_.remembered(how_.server, how_.tls); }

  net::task<result<void>> ask_name(std::uint32_t number);
  net::task<result<bool>> receive_name(std::uint32_t number);  // false: the server did not say
  bool is_name(std::uint32_t number, std::string_view told) const;
  bool is_among(std::uint32_t number, std::string_view listing) const;

  // quit: wished for behind the last one; set to whether it was sent.
  net::task<result<void>> mark_all(const std::vector<std::uint32_t>& numbers, std::vector<fate>& fates,
                                   bool& quit, bool together);

  net::task<result<void>> connect();
  net::task<result<void>> greet();
  net::task<result<void>> secure();
  net::task<result<void>> ask_capabilities();
  net::task<result<void>> receive_capabilities();
  void learn(capabilities can);
  net::task<result<void>> list();
  net::task<result<void>> receive_list();
  net::task<result<void>> list_by_headers();

  net::task<result<void>> sign_in();
  net::task<result<void>> sign_in_by(sasl::mechanism& by);
  net::task<result<void>> sign_in_by_user();
  net::task<result<void>> send_sign_in(const secret& commands, std::size_t count, std::string shown);
  failure turned_away(const reply& with);
  bool still_offered() const;

  net::network& net_;
  const access_settings& how_;
  session_terms terms_;
  std::unique_ptr<channel> talk_;
  capabilities can_;
  std::string can_text_;     // body of the CAPA answer of this session
  std::string way_;          // mechanism name, or "USER"
  bool refreshing_ = false;  // capabilities are remembered ones, CAPA rides with the sign-in
  bool misled_ = false;
  bool wants_list_ = false;    // UIDL may ride: a server without it need not be asked so
  bool list_sent_ = false;     // UIDL rides with the sign-in
  bool list_refused_ = false;  // and was refused there
  bool quit_ = false;
  std::optional<failure> refusal_;
  std::string_view naming_ = "UIDL";  // the command that names a message
  std::vector<unique_id> list_;
  std::string list_said_;  // behind the +OK to it
};

}  // namespace watchpost::mail::pop3
