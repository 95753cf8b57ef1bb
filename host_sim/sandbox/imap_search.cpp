#include "imap_search.h"

#include "imap_set.h"
#include "message_text.h"
#include "text.h"

namespace watchpost::sandbox {
namespace {

constexpr int deepest = 20;
constexpr std::size_t most_keys = 1000;

std::optional<search_criteria> parse_key(imap_args& args, int depth);

std::optional<search_criteria> parse_all(imap_args& args, int depth, char end) {
  std::vector<search_criteria> keys;
  do {
    auto key = parse_key(args, depth);
    if (!key || keys.size() > most_keys) return std::nullopt;
    keys.push_back(std::move(*key));
  } while (args.space());
  if (end != '\0' ? !args.take(end) : !args.done()) return std::nullopt;
  return [keys = std::move(keys)](const search_candidate& c) {
    for (const auto& key : keys) {
      if (!key(c)) return false;
    }
    return true;
  };
}

search_criteria has_flag(std::string flag, bool wanted) {
  return [flag = std::move(flag), wanted](const search_candidate& c) {
    return c.message.flags.contains(flag) == wanted;
  };
}

struct flag_key {
  const char* key;
  const char* flag;
};
constexpr flag_key flag_keys[] = {{"ANSWERED", "\\Answered"},
                                  {"DELETED", "\\Deleted"},
                                  {"DRAFT", "\\Draft"},
                                  {"FLAGGED", "\\Flagged"},
                                  {"SEEN", "\\Seen"}};

std::optional<search_criteria> parse_flag_key(std::string_view name) {
  for (const auto& [key, flag] : flag_keys) {
    if (iequals(name, key)) return has_flag(flag, true);
    if (istarts_with(name, "UN") && iequals(name.substr(2), key)) return has_flag(flag, false);
  }
  return std::nullopt;
}

search_criteria in_header(std::string field, std::string part) {
  return [field = std::move(field), part = std::move(part)](const search_candidate& c) {
    return header_contains(*c.message.bytes, field, part);
  };
}

search_criteria in_set(imap_set set, bool uids) {
  return [set = std::move(set), uids](const search_candidate& c) {
    if (set.saved) return c.saved.contains(c.message.uid);
    return uids ? set.contains(c.message.uid, c.last_uid) : set.contains(c.sequence, c.last_sequence);
  };
}

// The keys with one argument.
std::optional<search_criteria> parse_with_argument(std::string_view key, imap_args& args) {
  if (!args.space()) return std::nullopt;
  const auto value = args.astring();
  if (!value) return std::nullopt;
  for (const char* field : {"SUBJECT", "FROM", "TO", "CC", "BCC"}) {
    if (iequals(key, field)) return in_header(field, *value);
  }
  if (iequals(key, "KEYWORD")) return has_flag(*value, true);
  if (iequals(key, "UNKEYWORD")) return has_flag(*value, false);
  if (iequals(key, "TEXT")) {
    return [part = *value](const search_candidate& c) { return icontains(*c.message.bytes, part); };
  }
  if (iequals(key, "BODY")) {
    return
        [part = *value](const search_candidate& c) { return icontains(body_part(*c.message.bytes), part); };
  }
  if (iequals(key, "LARGER") || iequals(key, "SMALLER")) {
    const auto limit = parse_number(*value);
    if (!limit) return std::nullopt;
    return [n = *limit, larger = iequals(key, "LARGER")](const search_candidate& c) {
      return larger ? c.message.bytes->size() > n : c.message.bytes->size() < n;
    };
  }
  const bool since = iequals(key, "SINCE"), before = iequals(key, "BEFORE");
  const auto day = parse_imap_day(*value);
  if (!day || !(since || before || iequals(key, "ON"))) return std::nullopt;
  return [d = *day, since, before](const search_candidate& c) {
    const auto received = day_of(c.message.received);
    return since ? received >= d : before ? received < d : received == d;
  };
}

std::optional<search_criteria> parse_or(imap_args& args, int depth) {
  if (!args.space()) return std::nullopt;
  auto left = parse_key(args, depth + 1);
  if (!left || !args.space()) return std::nullopt;
  auto right = parse_key(args, depth + 1);
  if (!right) return std::nullopt;
  return [l = std::move(*left), r = std::move(*right)](const search_candidate& c) { return l(c) || r(c); };
}

std::optional<search_criteria> parse_not(imap_args& args, int depth) {
  if (!args.space()) return std::nullopt;
  auto key = parse_key(args, depth + 1);
  if (!key) return std::nullopt;
  return [k = std::move(*key)](const search_candidate& c) { return !k(c); };
}

std::optional<search_criteria> parse_key(imap_args& args, int depth) {
  if (depth > deepest) return std::nullopt;
  if (args.take('(')) return parse_all(args, depth + 1, ')');
  const auto name = args.word();
  if (!name) return std::nullopt;
  if (iequals(*name, "ALL")) return [](const search_candidate&) { return true; };
  if (iequals(*name, "NOT")) return parse_not(args, depth);
  if (iequals(*name, "OR")) return parse_or(args, depth);
  if (auto flag = parse_flag_key(*name)) return flag;
  if (iequals(*name, "HEADER")) {
    if (!args.space()) return std::nullopt;
    auto field = args.astring();
    if (!field || !args.space()) return std::nullopt;
    auto part = args.astring();
    if (!part) return std::nullopt;
    return in_header(std::move(*field), std::move(*part));
  }
  if (iequals(*name, "UID")) {
    if (!args.space()) return std::nullopt;
    const auto text = args.word();
    auto set = text ? imap_set::parse(*text) : std::nullopt;
    if (!set) return std::nullopt;
    return in_set(std::move(*set), true);
  }
  if (auto set = imap_set::parse(*name)) return in_set(std::move(*set), false);
  return parse_with_argument(*name, args);
}

}  // namespace

std::optional<search_criteria> parse_search(imap_args& args) { return parse_all(args, 0, '\0'); }

}  // namespace watchpost::sandbox
