// FETCH, SEARCH (with RFC 4731 and RFC 5182), STORE, EXPUNGE, COPY, MOVE, and their UID forms.
#include "imap_fetch.h"
#include "imap_search.h"
#include "imap_session.h"

namespace watchpost::sandbox {
namespace {

using message_list = std::vector<stored_message>;

// Null: it is gone.
const stored_message* find_uid(const message_list& all, std::uint32_t uid) {
  const auto found = std::ranges::lower_bound(all, uid, {}, &stored_message::uid);
  return found == all.end() || found->uid != uid ? nullptr : &*found;
}

// In parentheses or, as STORE allows, without.
std::optional<std::vector<std::string>> take_flags(imap_args& args) {
  if (args.peek() == '(') return args.word_list();
  std::vector<std::string> names;
  do {
    const auto word = args.word();
    if (!word) return std::nullopt;
    names.emplace_back(*word);
  } while (args.space());
  return names;
}

}  // namespace

asio::awaitable<void> imap_session::fetch(imap_args& args) {
  const auto positions = take_set(args);
  if (!positions) co_return;
  auto items = args.space() ? parse_fetch(args) : std::nullopt;
  if (!items) {
    bad("Malformed or unsupported FETCH items");
    co_return;
  }
  const auto has = [&](fetch_item::kind what) {
    return std::ranges::any_of(*items, [&](const auto& i) { return i.what == what; });
  };
  if (by_uid_ && !has(fetch_item::uid)) items->insert(items->begin(), fetch_item{.what = fetch_item::uid});
  const bool marks = sets_seen(*items) && !read_only_;
  const message_list all = with_.store.list(account_, folder_);
  for (const std::size_t position : *positions) {
    const stored_message* found = find_uid(all, view_[position].uid);
    if (!found) continue;
    stored_message shown = *found;
    std::string extra;
    if (marks && !shown.flags.contains("\\Seen")) {
      if (auto seen = with_.store.change_flags(account_, folder_, shown.uid, flag_change::add, {"\\Seen"})) {
        shown = std::move(*seen);
        if (!has(fetch_item::flags)) extra = " FLAGS " + render_flags(shown.flags);
      }
    }
    if (has(fetch_item::flags) || !extra.empty()) view_[position].told = shown.changed;
    untagged(std::to_string(position + 1) + " FETCH (" + render_fetch(*items, shown) + extra + ")");
    if (link_->output_is_large()) co_await link_->flush();
  }
  ok("Done");
}

void imap_session::search(imap_args& args) {
  std::optional<std::vector<std::string>> returned;
  if (args.take_word("RETURN")) {
    returned = args.space() ? args.word_list() : std::nullopt;
    if (!returned || !args.space() || !with_.offers("ESEARCH")) return bad("Malformed SEARCH");
  }
  if (args.take_word("CHARSET")) {
    const auto charset = args.space() ? args.astring() : std::nullopt;
    if (!charset || !args.space()) return bad("Malformed SEARCH");
    if (!iequals(*charset, "UTF-8") && !iequals(*charset, "US-ASCII")) {
      return no("[BADCHARSET (UTF-8 US-ASCII)] Unknown charset");
    }
  }
  const auto criteria = parse_search(args);
  if (!criteria) return bad("Malformed or unsupported SEARCH");

  const message_list all = with_.store.list(account_, folder_);
  std::vector<std::uint32_t> hits, hit_uids;
  const auto last_uid = view_.empty() ? 0 : view_.back().uid;
  const auto last = static_cast<std::uint32_t>(view_.size());
  for (std::uint32_t n = 1; n <= last; ++n) {
    const stored_message* found = find_uid(all, view_[n - 1].uid);
    if (!found || !(*criteria)({*found, n, last, last_uid, saved_})) continue;
    hits.push_back(by_uid_ ? found->uid : n);
    hit_uids.push_back(found->uid);
  }
  if (!returned) {
    std::string out = "SEARCH";
    for (auto n : hits) out += " " + std::to_string(n);
    untagged(out);
    return ok("Done");
  }
  const auto wants = [&](const char* option) {
    return std::ranges::any_of(*returned, [&](const auto& r) { return iequals(r, option); });
  };
  if (wants("SAVE")) {
    if (!with_.offers("SEARCHRES")) return bad("Unknown SEARCH option");
    saved_ = {hit_uids.begin(), hit_uids.end()};
    if (returned->size() == 1) return ok("Saved");
  }
  std::string out = "ESEARCH (TAG " + imap_quoted(tag_) + ")";
  if (by_uid_) out += " UID";
  if (wants("MIN") && !hits.empty()) out += " MIN " + std::to_string(hits.front());
  if (wants("MAX") && !hits.empty()) out += " MAX " + std::to_string(hits.back());
  if ((wants("ALL") || returned->empty()) && !hits.empty()) out += " ALL " + set_text(hits);
  if (wants("COUNT")) out += " COUNT " + std::to_string(hits.size());
  untagged(out);
  ok("Done");
}

void imap_session::store(imap_args& args) {
  const auto positions = take_set(args);
  if (!positions) return;
  const bool separated = args.space();
  const auto item = args.word();
  if (!separated || !item || !args.space()) return bad("Malformed STORE");
  std::string_view name = *item;
  flag_change how = flag_change::replace;
  if (name.starts_with('+')) how = flag_change::add;
  if (name.starts_with('-')) how = flag_change::remove;
  if (how != flag_change::replace) name.remove_prefix(1);
  const bool silent = iequals(name, "FLAGS.SILENT");
  if (!silent && !iequals(name, "FLAGS")) return bad("Unknown STORE item");
  const auto names = take_flags(args);
  const auto flags = names ? settable_flags(*names) : std::nullopt;
  if (!flags || !args.done()) return bad("Malformed flags");
  if (!writable()) return;
  for (const std::size_t position : *positions) {
    entry& seen = view_[position];
    const auto now = with_.store.change_flags(account_, folder_, seen.uid, how, *flags);
    if (!now) continue;
    seen.told = now->changed;
    if (silent) continue;
    untagged(std::to_string(position + 1) + " FETCH (" +
             (by_uid_ ? "UID " + std::to_string(seen.uid) + " " : "") + "FLAGS " + render_flags(now->flags) +
             ")");
  }
  ok("Done");
}

void imap_session::expunge(imap_args& args) {
  std::vector<std::uint32_t> uids;
  if (by_uid_) {
    if (!with_.offers("UIDPLUS")) return bad("Unknown command");
    const auto positions = take_set(args);
    if (!positions) return;
    uids = uids_of(*positions);
  } else {
    for (const entry& e : view_) uids.push_back(e.uid);
  }
  if (!args.done()) return bad("Malformed EXPUNGE");
  if (!writable()) return;
  with_.store.remove(account_, folder_, uids, true);
  ok("Done");  // sync() tells which
}

void imap_session::copy(imap_args& args) { copy_messages(args, false); }

void imap_session::move(imap_args& args) {
  if (!with_.offers("MOVE")) return bad("Unknown command");
  copy_messages(args, true);
}

void imap_session::copy_messages(imap_args& args, bool remove) {
  const auto positions = take_set(args);
  if (!positions) return;
  const auto name = args.space() ? args.astring() : std::nullopt;
  if (!name || !args.done()) return bad("A folder is needed");
  if (remove && !writable()) return;
  const auto target = with_.store.status(account_, *name);
  if (!target) return no("[TRYCREATE] No such folder");
  std::vector<std::uint32_t> from, to;
  const message_list all = with_.store.list(account_, folder_);
  for (const auto uid : uids_of(*positions)) {
    const stored_message* found = find_uid(all, uid);
    if (!found) continue;
    const auto copied = with_.store.append(account_, *name, *found->bytes, found->flags, found->received);
    if (copied == 0) return no("[OVERQUOTA] The folder is full");
    from.push_back(uid);
    to.push_back(copied);
  }
  std::string code;
  if (!from.empty() && with_.offers("UIDPLUS")) {
    code =
        "[COPYUID " + std::to_string(target->uid_validity) + " " + set_text(from) + " " + set_text(to) + "] ";
  }
  // RFC 6851 section 4.3: MOVE tells the numbers before the EXPUNGE responses.
  if (remove && !code.empty()) untagged("OK " + code + "Moved");
  if (remove) with_.store.remove(account_, folder_, from, false);
  ok(remove ? "Done" : code + "Done");
}

}  // namespace watchpost::sandbox
