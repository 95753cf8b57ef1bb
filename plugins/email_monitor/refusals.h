// Sign-ins that a server has refused, and servers that asked to be left alone for a while. Neither is tried
// again until the settings change or the time has passed, as accounts lock; what one monitor was told, all
// monitors of the module go by.
//
// A refusal that does not say why, or, of a password that has worked before, says so without a code, is first
// taken for the server's own trouble: the next poll tries again, and only then it is final.
//
//   sign_in_gate gate(shared, {"smtp", "SMTP", server, who}, retry_after, book.own_identity().tag);
//   if (const auto closed = gate.closed(now)) return *closed;      // nothing was tried
//   auto failed = error_of(co_await submit(...));
//   append(pending, gate.tried(failed, now, book));                // may judge it anew
#pragma once

#include "ledger.h"
#include "mail/failure.h"
#include "mail/net/connection.h"
#include "mail/net/recent.h"
#include "mail/sasl/mechanism.h"

#include <array>
#include <chrono>
#include <cstdint>
#include <optional>
#include <span>
#include <string>

namespace watchpost::email_monitor {

struct refusal {
  std::int64_t at = 0;  // wall ms; 0: none
  std::string by;       // the tag of the instance that was told so
  mail::failure failure;
};

// The sign-in to one server.
struct sign_in_facts {
  std::string group;  // of its settings: "smtp" or "mail"
  std::string protocol;
  mail::net::endpoint server;
  mail::net::tls_mode tls{};
  mail::sasl::credentials credentials;
  bool by_password = true;  // an access token is another one the next time, and locks no account
};

// What is known in this process, of all monitors. Used on the I/O thread.
class refusals {
 public:
  refusals();

  const refusal* of(const sign_in_facts& sign_in);
  void note(const sign_in_facts& sign_in, refusal r);
  void forget(const sign_in_facts& sign_in);

 private:
  std::array<unsigned char, 32> key_{};  // so that no digest of a password can be guessed at
  mail::net::recent<std::string, refusal> known_{1024};
};

class sign_in_gate {
 public:
  // `shared` outlives it. retry_after 0: not closed by a refusal. `tag`: of the instance.
  sign_in_gate(refusals& shared, sign_in_facts sign_in, std::chrono::milliseconds retry_after,
               std::string tag);

  // After a restart: takes over what `book` has of these very credentials.
  void recall(const ledger& book);

  // Why no sign-in is to be tried now. `now`: wall ms.
  std::optional<mail::failure> closed(std::int64_t now);

  // When it is closed: what `book` is to keep, so that it stays closed after a restart.
  edits adopt(ledger& book);

  // After a try: what `book` is to keep. `failed` becomes what is to be told.
  edits tried(std::optional<mail::failure>& failed, std::int64_t now, ledger& book);

 private:
  edits accepted(ledger& book);
  edits remember(mail::failure failure, std::int64_t now, ledger& book);
  edits keep(const refusal& r, ledger& book) const;
  bool worked(const ledger& book) const;
  void judge(mail::failure& f, std::int64_t now, const ledger& book) const;
  std::chrono::milliseconds pause_of(const refusal& r) const;
  std::string note_key() const { return "refused." + sign_in_.group; }
  std::string worked_key() const { return "worked." + sign_in_.group; }

  refusals& shared_;
  sign_in_facts sign_in_;
  std::chrono::milliseconds retry_after_;
  std::string tag_;
};

}  // namespace watchpost::email_monitor
