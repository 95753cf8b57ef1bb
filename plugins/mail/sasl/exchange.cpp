#include "exchange.h"

#include "mail/text/base64.h"
#include "mechanism.h"

#include <utility>

namespace watchpost::mail::sasl {
namespace {

constexpr unsigned max_challenges = 10;

}  // namespace

secret exchange::line(std::string bytes) {
  std::string text = to_base64(bytes);
  wipe(bytes);
  hidden_.add(text);
  return secret::taken(std::move(text));
}

std::optional<secret> exchange::initial(std::size_t room) {
  auto bytes = by_.initial();
  if (!bytes) return std::nullopt;
  const bool empty = bytes->empty();
  secret first = line(std::move(*bytes));
  if (empty && room > 0) return secret("=");
  if (!empty && first.view().size() <= room) return first;
  held_ = std::move(first);
  return std::nullopt;
}

result<secret> exchange::answer(std::string_view challenge) {
  if (++challenges_ > max_challenges)
    return sign_in_failure(cause::limit, "the server does not stop challenging");
  if (held_) return *std::exchange(held_, std::nullopt);
  while (challenge.ends_with(' ')) challenge.remove_suffix(1);
  const auto decoded = from_base64(challenge);
  if (!decoded) return sign_in_failure(cause::protocol, "a challenge that is not base64");
  result<std::string> said = by_.answer(*decoded);
  if (said) return line(std::move(*said));
  failure f = said.error();
  f.at = stage::sign_in;
  return f;
}

bool exchange::complete() const {
  return by_.single_flight() || (by_.name().starts_with("SCRAM-") && by_.satisfied());
}

result<void> exchange::succeeded() const {
  if (by_.satisfied()) return {};
  return sign_in_failure(cause::protocol, by_.name().starts_with("SCRAM-")
                                              ? "the server did not prove that it knows the password"
                                              : "the server says yes before the sign-in was complete");
}

failure exchange::refused(failure why) const {
  const std::string complaint = by_.complaint();
  if (complaint.empty()) return why;
  why.detail = "the server says: " + complaint;
  if (why.why == cause::unexplained) why.why = cause::credentials;
  return why;
}

}  // namespace watchpost::mail::sasl
