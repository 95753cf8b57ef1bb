// Sign-ins that a server has refused. They are not tried again until the settings change or a while has
// passed, as accounts lock; what one monitor was told, all monitors of the module go by.
//
//   sign_in_gate gate(shared, {"smtp", "SMTP", server, who}, retry_after);
//   if (const auto closed = gate.closed(now)) return *closed;      // nothing was tried
//   const auto done = co_await submit(...);
//   append(pending, gate.tried(error_of(done), now, book));
#pragma once

#include "../mail/failure.h"
#include "../mail/net/connection.h"
#include "../mail/net/recent.h"
#include "../mail/sasl/mechanism.h"
#include "ledger.h"

#include <array>
#include <chrono>
#include <cstdint>
#include <optional>
#include <span>
#include <string>

namespace watchpost::email_monitor {

struct refusal {
  std::int64_t at = 0;  // wall ms; 0: none
  mail::failure why;
};

// One leg's sign-in.
struct sign_in_facts {
  std::string leg;  // "smtp" or "mail", as settings are called
  std::string protocol;
  mail::net::endpoint server;
  mail::sasl::credentials who;
  bool by_password = true;  // an access token is another one the next time, and locks no account
};

// What is known in this process, of all monitors. Used on the I/O thread.
class refusals {
 public:
  refusals();

  const refusal* of(const sign_in_facts& what);
  void note(const sign_in_facts& what, refusal r);
  void forget(const sign_in_facts& what);

 private:
  std::array<unsigned char, 32> key_{};  // so that no digest of a password can be guessed at
  mail::net::recent<std::string, refusal> known_{1024};
};

class sign_in_gate {
 public:
  // `shared` outlives it. retry_after 0: never closed.
  sign_in_gate(refusals& shared, sign_in_facts what, std::chrono::milliseconds retry_after);

  // After a restart: takes over what `book` has of these very credentials.
  void recall(const ledger& book);

  // Why no sign-in is to be tried now. `now`: wall ms.
  std::optional<mail::failure> closed(std::int64_t now);

  // When it is closed: what `book` is to keep, so that it stays closed after a restart.
  edits adopt(ledger& book);

  // After a try: what `book` is to keep.
  edits tried(const std::optional<mail::failure>& failed, std::int64_t now, ledger& book);

 private:
  edits keep(const refusal& r, ledger& book) const;
  std::string note_key() const { return "refused." + what_.leg; }

  refusals& shared_;
  sign_in_facts what_;
  std::chrono::milliseconds retry_after_;
};

}  // namespace watchpost::email_monitor
