// SELECT, EXAMINE, CREATE, LIST (with the selection of RFC 6154), STATUS, APPEND, CLOSE and UNSELECT.
#include "imap_fetch.h"
#include "imap_session.h"

namespace watchpost::sandbox {

void imap_session::select(imap_args& args) { open(args, false); }
void imap_session::examine(imap_args& args) { open(args, true); }

void imap_session::open(imap_args& args, bool read_only) {
  const auto name = args.astring();
  if (!name || !args.done()) return bad("A folder is needed");
  view_.clear();
  saved_.clear();
  state_ = state::signed_in;
  const auto found = with_.store.status(account_, *name);
  if (!found) return no("[NONEXISTENT] No such folder");
  folder_ = found->name;
  uid_validity_ = found->uid_validity;
  read_only_ = read_only;
  for (const auto& m : with_.store.list(account_, folder_)) view_.push_back({m.uid, m.changed});
  untagged("FLAGS (\\Answered \\Deleted \\Draft \\Flagged \\Seen)");
  untagged(std::string("OK [PERMANENTFLAGS ") +
           (read_only ? "()" : "(\\Answered \\Deleted \\Draft \\Flagged \\Seen \\*)") + "] Flags");
  untagged(std::to_string(view_.size()) + " EXISTS");
  untagged("0 RECENT");
  untagged("OK [UIDVALIDITY " + std::to_string(uid_validity_) + "] Valid");
  // A message may have come between status() and list().
  next_uid_ = view_.empty() ? found->uid_next : std::max(found->uid_next, view_.back().uid + 1);
  untagged("OK [UIDNEXT " + std::to_string(next_uid_) + "] Next");
  state_ = state::selected;
  ok(read_only ? "[READ-ONLY] Open" : "[READ-WRITE] Open");
}

void imap_session::create(imap_args& args) {
  const auto name = args.astring();
  if (!name || !args.done()) return bad("A folder is needed");
  if (!with_.store.add_folder(account_, *name)) return no("[ALREADYEXISTS] It exists or there are too many");
  ok("Created");
}

void imap_session::list(imap_args& args) {
  bool special_only = false;
  if (args.peek() == '(') {
    const auto selection = args.word_list();
    if (!selection || !args.space()) return bad("Malformed LIST");
    special_only = std::ranges::any_of(*selection, [](const auto& o) { return iequals(o, "SPECIAL-USE"); });
  }
  const auto reference = args.astring();
  const bool separated = args.space();
  const auto pattern = args.list_pattern();
  if (!reference || !separated || !pattern) return bad("Malformed LIST");
  if (!args.done() &&
      !(args.space() && args.take_word("RETURN") && args.space() && args.word_list() && args.done())) {
    return bad("Malformed LIST");
  }
  if (pattern->empty()) {
    untagged("LIST (\\Noselect) \"/\" \"\"");
    return ok("Done");
  }
  // No folder has children here, so % is as good as *.
  std::string wanted = *reference + *pattern;
  std::ranges::replace(wanted, '%', '*');
  for (const auto& f : with_.store.folders(account_)) {
    if (!glob_match(wanted, f.name) || (special_only && f.special_use.empty())) continue;
    const std::string use = f.special_use.empty() || !with_.offers("SPECIAL-USE") ? "" : " " + f.special_use;
    untagged("LIST (\\HasNoChildren" + use + ") \"/\" " + imap_quoted(f.name));
  }
  ok("Done");
}

void imap_session::status(imap_args& args) {
  const auto name = args.astring();
  const bool separated = args.space();
  const auto items = args.word_list();
  if (!name || !separated || !items || items->empty() || !args.done()) return bad("Malformed STATUS");
  const auto found = with_.store.status(account_, *name);
  if (!found) return no("[NONEXISTENT] No such folder");
  const std::pair<const char*, std::size_t> values[] = {{"MESSAGES", found->messages},
                                                        {"UIDNEXT", found->uid_next},
                                                        {"UIDVALIDITY", found->uid_validity},
                                                        {"UNSEEN", found->unseen},
                                                        {"RECENT", 0}};
  std::string out;
  for (const auto& item : *items) {
    const auto* value = std::ranges::find_if(values, [&](const auto& v) { return iequals(v.first, item); });
    if (value == std::end(values)) return bad("Unknown STATUS item");
    out += (out.empty() ? "" : " ") + upper(item) + " " + std::to_string(value->second);
  }
  untagged("STATUS " + imap_quoted(found->name) + " (" + out + ")");
  ok("Done");
}

void imap_session::append(imap_args& args) {
  const auto name = args.astring();
  flag_set flags;
  bool good = name && args.space();
  if (good && args.peek() == '(') {
    const auto names = args.word_list();
    const auto settable = names ? settable_flags(*names) : std::nullopt;
    good = settable && args.space();
    if (good) flags = *settable;
  }
  // A date-time is accepted and not used: the sandbox's clock rules.
  if (good && args.peek() == '"') good = args.astring() && args.space();
  if (!good || args.peek() != '{') return bad("Malformed APPEND");
  auto bytes = args.astring();
  if (!bytes || !args.done()) return bad("Malformed APPEND");
  const auto found = with_.store.status(account_, *name);
  if (!found) return no("[TRYCREATE] No such folder");
  const auto uid = with_.store.append(account_, *name, std::move(*bytes), std::move(flags), with_.time.now());
  if (uid == 0) return no("[OVERQUOTA] The folder is full");
  ok("[APPENDUID " + std::to_string(found->uid_validity) + " " + std::to_string(uid) + "] Appended");
}

void imap_session::close(imap_args& args) {
  if (!read_only_) {
    std::vector<std::uint32_t> all;
    for (const entry& e : view_) all.push_back(e.uid);
    with_.store.remove(account_, folder_, all, true);
  }
  unselect(args);
}

void imap_session::unselect(imap_args&) {
  view_.clear();
  saved_.clear();
  state_ = state::signed_in;
  ok("Closed");
}

}  // namespace watchpost::sandbox
