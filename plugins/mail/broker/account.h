// The one session of an account, and whose turn it is in it. Internal to the broker.
#pragma once

#include "mail/net/guard.h"
#include "mail/shared_mailbox.h"

#include <cstdint>
#include <list>
#include <memory>
#include <optional>

namespace watchpost::mail {

// A user of the session, as the account sees him.
struct guest {
  const access_settings* how = nullptr;
  std::uint64_t ticket = 0;         // the order of asking
  bool idle = false;                // holds the turn, but would give it up
  net::event* wake = nullptr;       // while he waits
  std::optional<failure> told;      // why he waits in vain
  std::optional<result<void>> end;  // of the session in which he removed something
};

class account {
 public:
  using factory = std::unique_ptr<shared_mailbox> (*)(net::network&, access_settings);

  account(net::network& net, factory make) : net_(net), make_(make) {}
  account(const account&) = delete;
  account& operator=(const account&) = delete;

  net::network& net() { return net_; }
  shared_mailbox& box() { return *box_; }

  void arrive(guest& who) { guests_.push_back(&who); }
  void depart(guest& who);  // in whatever state he is

  // Turns.
  bool take(guest& who);   // at once, where nobody has it
  void queue(guest& who);  // then who.wake is set when he holds it, or is told something
  void withdraw(guest& who) { waiting_.remove(&who); }
  bool holds(const guest& who) const { return holder_ == &who; }
  // From the holder to the next one. When nobody is left who has not looked, to one of those who wait for the
  // end of the session: he is to end it.
  void pass_on();
  bool somebody_waits() const { return !waiting_.empty(); }

  // Whether the next one in the queue may go on in the open session.
  bool successor() const { return !waiting_.empty() && fits(*waiting_.front()); }

  // Before the scan of the holder: a mailbox with his settings, and no session that does not do for him.
  net::task<void> prepare(guest& who, net::instant deadline, net::cancellation cancel,
                          session_report& report);

  // After an operation of the holder: what became of the session that others count on.
  void settle(const std::optional<failure>& failed);

  // A failure on the way in, to all who waited for just that.
  void tell(const failure& f, const guest& of);

  // Removals that wait for the end of the session.
  void join(guest& who) { pending_.push_back(&who); }
  void resign(guest& who) { pending_.remove(&who); }
  bool somebody_counts_on_it() const { return !pending_.empty(); }
  void ended(const result<void>& how);

  // Ends the session; where removals wait for it, in earnest.
  net::task<void> end_session(net::instant deadline, net::cancellation cancel, session_report& report);

 private:
  bool fits(const guest& who) const;
  net::task<void> gather();

  net::network& net_;
  factory make_;
  std::unique_ptr<shared_mailbox> box_;
  std::optional<access_settings> how_;  // of box_
  std::uint64_t sessions_ = 0;          // of box_, as last seen
  std::uint64_t last_ticket_ = 0;
  std::uint64_t admitted_ = 0;  // snapshot: the last ticket before the sign-in
  std::list<guest*> guests_;    // all there are
  std::list<guest*> waiting_, pending_;
  guest* holder_ = nullptr;
};

}  // namespace watchpost::mail
