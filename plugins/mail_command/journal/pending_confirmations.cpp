#include "pending_confirmations.h"

#include "mail/json/record.h"

#include <algorithm>
#include <utility>

namespace watchpost::mail_command::journal {

bool pending_confirmations::take(std::string_view key, std::string_view value) {
  auto w = mail::json::read_record<pending_confirmation>(value);
  if (!w) return false;
  all_.emplace(key.substr(prefix.size()), std::move(*w));
  return true;
}

plugin::edits pending_confirmations::add(const std::string& id, pending_confirmation w) {
  plugin::edits changes;
  const auto alike = [&](const auto& entry) { return entry.second.proven == w.proven; };
  if (std::count_if(all_.begin(), all_.end(), alike) >= static_cast<std::ptrdiff_t>(most)) {
    const auto first = std::min_element(all_.begin(), all_.end(), [&](const auto& a, const auto& b) {
      return std::pair(!alike(a), a.second.code.until_ms) < std::pair(!alike(b), b.second.code.until_ms);
    });
    append(changes, forget(std::string(first->first)));
  }
  changes.push_back({std::string(prefix) + id, mail::json::to_record(w)});
  all_.insert_or_assign(id, std::move(w));
  return changes;
}

plugin::edits pending_confirmations::forget(const std::string& id) {
  if (all_.erase(id) == 0) return {};
  return {{std::string(prefix) + id, std::nullopt}};
}

plugin::edits pending_confirmations::prune(std::int64_t now_ms) {
  plugin::edits changes;
  std::erase_if(all_, [&](const auto& entry) {
    const bool over = entry.second.code.until_ms < now_ms;
    if (over) changes.push_back({std::string(prefix) + entry.first, std::nullopt});
    return over;
  });
  return changes;
}

const std::string* pending_confirmations::find(std::string_view code, std::int64_t now_ms) const {
  for (const auto& [id, w] : all_)
    if (names(w.code, "confirm", code, now_ms)) return &id;
  return nullptr;
}

}  // namespace watchpost::mail_command::journal
