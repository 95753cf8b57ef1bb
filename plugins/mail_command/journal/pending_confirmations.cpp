#include "pending_confirmations.h"

#include "mail_command/state/state_json.h"

#include <boost/json/serialize.hpp>

#include <algorithm>
#include <utility>

namespace watchpost::mail_command::journal {

namespace json = boost::json;

std::string to_text(const pending_confirmation& w) {
  json::array lines;
  for (std::size_t i = 0; i < w.lines.size(); ++i)
    lines.push_back({{"line", static_cast<std::int64_t>(w.lines[i].line)},
                     {"source", w.lines[i].source},
                     {"point", w.points[i]}});
  json::array approvals;
  for (const identity::approval& a : w.approvals)
    approvals.push_back({{"by", to_text(a.by)}, {"own_code", a.own_code}});
  return json::serialize(json::object{{"code", w.code.to_text()},
                                      {"author", to_text(w.author)},
                                      {"approvals", approvals},
                                      {"written", w.written_ms},
                                      {"proven", w.proven},
                                      {"lines", lines}});
}

std::optional<pending_confirmation> read_pending(std::string_view text) {
  const auto o = state::read_object(text);
  if (!o) return std::nullopt;
  const auto code = identity::mailed_code::read(state::text_of(*o, "code"));
  if (!code) return std::nullopt;
  pending_confirmation w{*code,
                         read_assessment(state::text_of(*o, "author")),
                         {},
                         state::number_of(*o, "written"),
                         {},
                         {},
                         state::flag_of(*o, "proven")};
  for (const auto& each : state::array_of(*o, "approvals"))
    if (each.is_object())
      w.approvals.push_back({read_assessment(state::text_of(each.get_object(), "by")),
                             state::flag_of(each.get_object(), "own_code")});
  for (const auto& each : state::array_of(*o, "lines")) {
    if (!each.is_object()) continue;
    const auto& line = each.get_object();
    w.lines.push_back(
        {static_cast<std::size_t>(state::number_of(line, "line")), state::text_of(line, "source")});
    w.points.push_back(state::text_of(line, "point"));
  }
  return w;
}

bool pending_confirmations::take(std::string_view key, std::string_view value) {
  auto w = read_pending(value);
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
  changes.push_back({std::string(prefix) + id, to_text(w)});
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
