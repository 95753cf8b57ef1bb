#include "route.h"

#include "mail/text/ascii.h"

#include <algorithm>
#include <cstdio>

namespace watchpost::email_monitor {
namespace {

using mail::message::hop;

constexpr std::size_t max_told = 20;

bool same_host(const hop& a, const hop& b) { return mail::ascii::same_word(a.by, b.by); }

// Between programs of one host (RFC 2033).
bool is_local(const hop& h) { return mail::ascii::same_word(std::string_view(h.with).substr(0, 4), "LMTP"); }

std::string text(const hop& h) {
  std::string out = h.by.empty() ? "unnamed" : h.by;
  if (!h.with.empty()) out += " with " + h.with;
  out += h.tls ? ", TLS" : ", no TLS";
  if (!h.tls_text.empty()) out += " (" + h.tls_text + ')';
  if (h.seconds) out += ", " + std::to_string(*h.seconds) + " s";
  return out;
}

}  // namespace

facts describe(const route& way) {
  facts out;
  const auto& hops = way.hops;
  if (hops.empty()) return out;
  const hop* slowest = nullptr;
  bool external = false;
  for (std::size_t i = 0; i < hops.size(); ++i) {
    const hop& h = hops[i];
    if (i < max_told) out.emplace_back("hop." + std::to_string(i + 1), text(h));
    if (h.seconds && (slowest == nullptr || *h.seconds > *slowest->seconds)) slowest = &h;
    external = external || (!is_local(h) && !same_host(h, hops.front()));
  }
  if (slowest != nullptr && *slowest->seconds > 0)
    out.emplace_back("slowest_hop", slowest->by + ", " + std::to_string(*slowest->seconds) + " s");
  if (const auto ahead = mail::message::clock_offset(hops, way.submitted)) {
    char offset[64];
    std::snprintf(offset, sizeof offset, "%+lld s, give or take 2 s: ", static_cast<long long>(*ahead));
    out.emplace_back("clock_offset", offset + hops.front().by + " against this machine");
  }
  if (!external)
    out.emplace_back("external_hop", "none seen: the probe went no further than " + hops.front().by);
  return out;
}

double known_offset(const route& way) {
  if (way.hops.empty() || !same_host(way.hops.front(), way.hops.back())) return 0;
  return static_cast<double>(mail::message::clock_offset(way.hops, way.submitted).value_or(0));
}

}  // namespace watchpost::email_monitor
