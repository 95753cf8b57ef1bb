#include "engine/redaction.h"

#include <algorithm>

namespace watchpost::engine {

void redaction::add(std::string_view secret) {
  if (secret.size() < shortest) return;
  secrets_.emplace_back(secret);
  // A secret that contains another one goes first.
  std::sort(secrets_.begin(), secrets_.end(),
            [](const auto& a, const auto& b) { return a.size() > b.size(); });
}

std::string redaction::apply(std::string_view text) const {
  std::string out(text);
  for (const auto& secret : secrets_) {
    for (auto at = out.find(secret); at != std::string::npos; at = out.find(secret, at + 3)) {
      out.replace(at, secret.size(), "***");
    }
  }
  return out;
}

void redaction::apply(outcome& found) const {
  if (secrets_.empty()) return;
  found.summary = apply(found.summary);
  for (auto& f : found.facts) f.value = apply(f.value);
  if (found.error) found.error->text = apply(found.error->text);
}

}  // namespace watchpost::engine
