#include "engine/redaction.h"

#include <boost/archive/iterators/base64_from_binary.hpp>
#include <boost/archive/iterators/transform_width.hpp>

#include <algorithm>

namespace watchpost::engine {

namespace {

// The digits that `secret` makes up alone, when that many bytes (mod 3) stand before it.
std::string within_base64(std::string_view secret, std::size_t before) {
  using boost::archive::iterators::base64_from_binary;
  using boost::archive::iterators::transform_width;
  using digits = base64_from_binary<transform_width<std::string::const_iterator, 6, 8>>;
  std::string bytes(before, '\0');
  bytes += secret;
  const std::size_t whole = bytes.size() * 8 / 6;  // the digit behind them has bits of what follows
  bytes.resize((bytes.size() + 2) / 3 * 3);
  const std::string text(digits(bytes.cbegin()), digits(bytes.cend()));
  const std::size_t first = (before * 8 + 5) / 6;
  return text.substr(first, whole - first);
}

}  // namespace

void redaction::add(std::string_view secret) {
  if (secret.size() < shortest) return;
  needles_.emplace_back(secret);
  for (std::size_t before = 0; before < 3; ++before) needles_.push_back(within_base64(secret, before));
  // A secret that contains another one goes first.
  std::sort(needles_.begin(), needles_.end(),
            [](const auto& a, const auto& b) { return a.size() > b.size(); });
}

std::string redaction::apply(std::string_view text) const {
  std::string out(text);
  for (const auto& secret : needles_) {
    for (auto at = out.find(secret); at != std::string::npos; at = out.find(secret, at + 3)) {
      out.replace(at, secret.size(), "***");
    }
  }
  return out;
}

void redaction::apply(poll_result& found) const {
  if (needles_.empty()) return;
  found.summary = apply(found.summary);
  for (auto& f : found.facts) f.value = apply(f.value);
  for (auto& d : found.documents) d.content = apply(d.content);
  if (found.error) found.error->text = apply(found.error->text);
}

}  // namespace watchpost::engine
