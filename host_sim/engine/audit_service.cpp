#include "engine/audit_service.h"

#include "engine/text.h"

#include <algorithm>

namespace watchpost::engine {
namespace {

bool is_event_word(std::string_view word) {
  return !word.empty() && std::all_of(word.begin(), word.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '-' || c == '_';
  });
}

abi::error refused(wp_status status, std::string text) {
  return {.status = status, .domain = "audit", .text = std::move(text)};
}

}  // namespace

abi::expected<audit_entry> audit_entry_of(std::string_view event, const wp_fact* facts, std::size_t count,
                                          const redaction& secrets) {
  if (event.size() > WP_AUDIT_EVENT_MAX || count > WP_AUDIT_FACTS_MAX)
    return refused(WP_E_LIMIT, "a record has an event of at most 64 bytes and at most 64 facts");
  if (!is_event_word(event))
    return refused(WP_E_ARGUMENT, "an event is a word of a-z, 0-9, '.', '-' and '_'");
  if (facts == nullptr && count != 0) return refused(WP_E_ARGUMENT, "the facts are missing");
  audit_entry out;
  out.event = event;
  std::size_t size = 0;
  for (std::size_t i = 0; i < count; ++i) {
    const auto key = view(facts[i].key);
    const auto value = view(facts[i].value);
    if (key.empty()) return refused(WP_E_ARGUMENT, "a fact without a key");
    size += key.size() + value.size();
    if (size > WP_AUDIT_SIZE_MAX) return refused(WP_E_LIMIT, "the facts of a record have at most 16 KiB");
    out.facts.push_back(
        {one_line(key, WP_AUDIT_SIZE_MAX), secrets.apply(one_line(value, WP_AUDIT_SIZE_MAX))});
  }
  return out;
}

}  // namespace watchpost::engine
