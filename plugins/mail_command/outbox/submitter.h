// Takes what is due out of the outbox to the server, one mail a session.
//
//   submitter p(net, how, out, commit);
//   const submission_report r = co_await p.round(deadline, cancel, progress);
//   const auto again = p.next();         // when to come back; nothing: the outbox is empty
#pragma once

#include "account/access.h"
#include "mail_command/host/timeline.h"
#include "mail_queue.h"

#include <watchpost/cpp/edits.hpp>

#include <array>
#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace watchpost::mail_command::outbox {

// Makes edits durable, with those of earlier commits that failed. Ends with nothing, or with why it could not
// be done.
using committer = std::function<mail::net::task<std::optional<std::string>>(plugin::edits)>;

struct sending_settings {
  account::access servers;
  bool pop_before_smtp = false;  // the account is signed in to before each session
  std::string own_address;       // envelope sender where a server does not take the null sender
  std::chrono::milliseconds time_limit{std::chrono::minutes{2}};  // of one mail
  std::chrono::milliseconds sign_in_pause{
      std::chrono::minutes{60}};  // after a refused sign-in: accounts lock
};

enum class submission_step : std::uint8_t { connecting, signing_in, sending };
inline constexpr std::array<std::string_view, 3> submission_step_names{"connecting", "signing in", "sending"};
constexpr std::string_view name(submission_step s) {
  return submission_step_names[static_cast<std::size_t>(s)];
}

struct submission_report {
  std::uint32_t sent = 0, deferred = 0, refused = 0, uncertain = 0;
  std::optional<mail::failure> failed;  // the latest
  bool at_maildrop = false;             // it was the POP3 server that failed
  std::string advice;                   // on that failure; names settings; may be empty
  std::string not_durable;              // why a commit failed; then the round ended
  std::string mechanism;                // of the latest sign-in
};

class submitter {
 public:
  // `net`, `out` and `time` outlive it. Used on the network's thread.
  submitter(mail::net::network& net, sending_settings settings, mail_queue& out, const host::timeline& time,
            committer commit);

  // Sends all that is due. One round at a time. A server that cannot be reached, or signed in to, ends the
  // round and puts all mails off, without counting as a try of any.
  mail::net::task<submission_report> round(mail::net::instant deadline, mail::net::cancellation cancel,
                                           std::function<void(submission_step)> progress = {});

  // See timeline.h.
  std::optional<std::int64_t> next() const;

  // Whoever knows that the servers may be tried again.
  void try_now();

  // The latest sign-in to the maildrop, where sending needs one; whoever reads it tells of his own.
  std::optional<mail::net::instant> maildrop_visit() const { return maildrop_visit_; }
  void maildrop_visited(mail::net::instant when) { maildrop_visit_ = when; }

 private:
  enum class visit : std::uint8_t { go_on, stop };
  // What a failure says of: the server, the mail (for now or for good), or nobody knows.
  enum class meaning : std::uint8_t { server, later, never, unheard };
  struct attempt {
    bool null_sender = false;
    bool left = false;  // the text may have begun to leave
    mail::result<mail::smtp::receipt> end{};
  };
  using steps = std::function<void(submission_step)>;

  mail::net::task<visit> one(std::uint64_t sequence, mail::net::instant deadline,
                             const mail::net::cancellation& cancel, submission_report& report,
                             const steps& tell);
  mail::net::task<std::optional<mail::failure>> open_the_way(mail::net::instant until,
                                                             const mail::net::cancellation& cancel,
                                                             const steps& tell);
  std::string sender_of(const outgoing_mail& mail, bool null_sender) const;
  mail::net::task<attempt> transmit(std::uint64_t sequence, mail::net::instant until,
                                    const mail::net::cancellation& cancel, submission_report& report,
                                    const steps& tell);
  static meaning meaning_of(const mail::failure& f);
  plugin::edits settle(std::uint64_t sequence, const attempt& done, meaning says, submission_report& report);
  mail::net::task<mail::result<void>> sign_in_to_maildrop(mail::net::instant deadline,
                                                          const mail::net::cancellation& cancel);
  mail::net::task<bool> keep(plugin::edits changes, submission_report& report);
  void put_off(const mail::failure& f);
  std::int64_t now() const { return time_.now(); }

  mail::net::network& net_;
  sending_settings how_;
  mail_queue& out_;
  const host::timeline& time_;
  committer commit_;
  std::int64_t closed_until_ = 0;
  std::uint32_t closed_times_ = 0;
  std::optional<mail::net::instant> maildrop_visit_;
  bool null_sender_refused_ = false;
};

}  // namespace watchpost::mail_command::outbox
