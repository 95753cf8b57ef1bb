// Bets on what a server offers - several commands in flight, an extension -, and the one repetition in lockstep
// on a new connection that takes back a lost one: the time for both, and what is told in the end. Pure.
//
//   const bet at_stake{deadline, opening};
//   const auto limit = at_stake.limit(now);          // a flight leaves
//   if (lost && at_stake.repeatable(now)) second = ...;
//   return told(first, second);
#pragma once

#include "failure.h"

#include <chrono>
#include <optional>

namespace watchpost::mail {

struct bet {
  using instant = std::chrono::milliseconds;  // monotonic, as net::instant

  instant deadline{};                   // of both tries
  std::chrono::milliseconds opening{};  // what the first connection took until it could bet

  // A second connection can come as far as the first, and a little further.
  bool repeatable(instant now) const { return deadline - now >= opening + std::chrono::seconds(1); }

  // How long the server may leave a flight of `now` unanswered: `share` of the rest. Nothing: there is no time
  // for a second try, so the first one gets all.
  std::optional<instant> limit(instant now, double share = 1.0 / 3) const {
    const auto rest = static_cast<double>((deadline - now).count());
    const instant until = now + instant(static_cast<instant::rep>(rest * share));
    return repeatable(until) ? std::optional(until) : std::nullopt;
  }
};

// Of two tries the second saw the server without the bet; where only our time was up in it, the first one
// tells more.
inline const failure& told(const failure& first, const failure& second) {
  if (second.why == cause::no_time) return first;
  return second.why == cause::timeout && second.at <= first.at ? first : second;
}

// What is refused without a code, on the way to the open mailbox, may have been refused for the company it came in.
inline bool may_be_of_a_bet(const failure& f) {
  const bool uncoded = !f.server.empty() && f.enhanced.empty() && f.code == 0;
  return uncoded && f.at <= stage::open && (f.why == cause::permanent || f.why == cause::unexplained);
}

}  // namespace watchpost::mail
