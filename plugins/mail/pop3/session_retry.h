// The sessions of one operation: opens one, and another when the first was spoilt by something that a second
// try may spare.
//
//   session_retry tries(net, how);
//   auto done = co_await tries.run({deadline, cancel, &report}, true, work);   // signed in, then work runs
#pragma once

#include "session.h"

#include <functional>
#include <memory>

namespace watchpost::mail::pop3 {

class session_retry {
 public:
  session_retry(net::network& net, access_settings how) : net_(net), how_(std::move(how)) {}

  using work = std::function<net::task<result<void>>(session&)>;

  // Runs `what` in the open session, or in a new one (with its listing if `list`). Repeated, each at most
  // once:
  //  * in lockstep, when commands in flight together were lost, or refused without a code; the server is
  //    remembered if that helps;
  //  * when remembered capabilities no longer hold;
  //  * when the server ended the session, or refused QUIT, behind the sign-in: others' removals do that.
  // A maildrop that is still locked by our own session is tried again after a second, three times.
  // A sign-in that was refused is never repeated otherwise.
  net::task<result<void>> run(session_terms terms, bool list, const work& what);

  bool open() const { return open_ != nullptr; }
  session* current() { return open_.get(); }
  std::uint64_t count() const { return count_; }  // of sessions that were begun
  std::uint32_t login_delay() const { return login_delay_; }

  // QUIT without waiting, if a session is open.
  net::task<void> leave();

  // The session is over; nothing is said.
  void end();

  const access_settings& how() const { return how_; }

 private:
  struct tries {
    bool lockstep = false;
    bool misled = false;
    bool broken = false;
    int locked = 0;
  };
  bool again(const failure& f, const session& spoilt, tries& so_far, bool& pause) const;

  net::network& net_;
  access_settings how_;
  std::unique_ptr<session> open_;
  std::optional<net::instant> left_;  // when our latest session ended
  std::uint32_t login_delay_ = 0;
  std::uint64_t count_ = 0;
};

}  // namespace watchpost::mail::pop3
