#include "scan.h"

#include "command.h"
#include "sign_in.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace watchpost::mail::imap {

void message_collector::take(const response& r) {
  const auto* data = std::get_if<fetch_data>(&r.data);
  if (data == nullptr || !data->uid) return;
  const std::uint32_t uid = *data->uid;
  if (!is_wanted(uid)) return;
  highest_ = std::max(highest_, uid);
  if (by_ == nullptr || !data->header) return;  // without a header: news of flags
  given_.insert(uid);
  if (data->header->find_first_not_of("\r\n") == std::string::npos) return refuse(uid);
  ++read;
  message_info seen{where_.id_prefix + std::to_string(uid), *data->header, data->arrived, where_.name,
                    where_.junk};
  switch (by_->ours(seen)) {
    case interest::none: break;
    case interest::ours: add(uid, std::move(seen)); break;
    case interest::body:
      if (by_->bodies == 0) {
        ++unread_bodies;
      } else if (wanted_.emplace(uid, std::move(seen)).second) {
        --by_->bodies;
      }
  }
}

bool message_collector::is_wanted(std::uint32_t uid) const {
  return uid >= from_ || std::binary_search(again_.begin(), again_.end(), uid);
}

bool message_collector::lacks(std::uint32_t uid) const {
  return by_ != nullptr && is_wanted(uid) && !given_.contains(uid);
}

std::vector<std::uint32_t> message_collector::unread(std::uint32_t next) const {
  std::vector<std::uint32_t> uids = unread_;
  for (const auto& [uid, seen] : wanted_) uids.push_back(uid);
  if (!all_) return uids;
  for (std::uint32_t uid = std::max(from_, next - std::min(next, max_gaps)); uid < next; ++uid)
    if (!given_.contains(uid)) uids.push_back(uid);
  return uids;
}

std::vector<std::uint32_t> message_collector::wanted() const {
  std::vector<std::uint32_t> uids;
  for (const auto& [uid, seen] : wanted_) uids.push_back(uid);
  return uids;
}

void message_collector::take_body(const response& r) {
  const auto* data = std::get_if<fetch_data>(&r.data);
  if (data == nullptr || !data->uid || !data->body) return;
  const auto asked = wanted_.extract(*data->uid);
  if (asked.empty()) return;
  message_info& seen = asked.mapped();
  seen.body = data->body->substr(0, by_->body_size);
  seen.cut = data->body->size() >= by_->body_size;
  if (by_->ours(seen) == interest::ours) add(*data->uid, std::move(seen));
}

void message_collector::add(std::uint32_t uid, message_info seen) {
  if (by_->matches == 0) {
    unreported_ = std::min(unreported_.value_or(uid), uid);
    return;
  }
  --by_->matches;
  matches.push_back(std::move(seen));
  matched.push_back(uid);
}

std::uint32_t message_collector::following(std::uint32_t next) const {
  if (unreported_) return *unreported_;
  return std::max({next, from_, highest_ == 0 ? 1 : after(highest_)});
}

namespace {

using uid_list = std::vector<std::uint32_t>;  // ascending, distinct

// A FETCH that failed only because there was nothing to fetch, or less than we thought.
bool harmless(const status_response& said, const session& s) {
  return said.what == status::ok || s.folder.exists == 0 || said.code.name == "EXPUNGEISSUED";
}

// One message or another cannot be given, as opposed to: the server or the mailbox does not work.
bool is_about_messages(const status_response& said, const failure& f) {
  return said.what == status::no && (f.why == cause::permanent || said.code.name == "SERVERBUG");
}

void remark_refused(session& s, const failure& why) {
  s.wire().report().remark("the server does not give some messages" +
                           (why.server.empty() ? std::string() : ": " + why.server));
}

// `any`: the server says something about them, even if it is not all.
struct messages_listed {
  uid_list uids;
  bool any = false;
};

net::task<result<messages_listed>> listed(session& s, std::string messages) {
  messages_listed all;
  const listener take = [&all](const response& r) {
    if (const auto* data = std::get_if<fetch_data>(&r.data); data != nullptr && data->uid)
      all.uids.push_back(*data->uid);
  };
  CO_TRY_AS(said, co_await s.finish(s.queue(messages + " (UID)"), &take));
  const failure f = s.refused(said);
  if (!harmless(said, s) && !is_about_messages(said, f)) co_return f;
  make_distinct(all.uids);
  all.any = said.what == status::ok || !all.uids.empty();
  co_return all;
}

// What of `messages` ("UID FETCH 7:*") did not come when the server refused some with `why`: in halves, down
// to the ones that it does not give.
net::task<result<void>> read_apart(session& s, const access_settings& how, std::string messages,
                                   message_collector& into, failure why) {
  constexpr int most_commands = 64;
  CO_TRY_AS(all, co_await listed(s, std::move(messages)));
  if (!all.any && into.read == 0) {  // it may be the only one that is new: does the server give any?
    CO_TRY_AS(first, co_await listed(s, "FETCH 1"));
    if (!first.any) co_return why;
  }
  uid_list missing;
  std::copy_if(all.uids.begin(), all.uids.end(), std::back_inserter(missing),
               [&](auto uid) { return into.lacks(uid); });
  const listener take = [&into](const response& r) { into.take(r); };
  std::size_t refused = 0;
  std::vector<uid_list> parts{std::move(missing)};
  for (int commands = 0; !parts.empty();) {
    const uid_list part = std::move(parts.back());
    parts.pop_back();
    if (part.empty()) continue;
    const auto sets = to_sets(part, max_set);
    if (sets.size() == 1) {
      if (++commands > most_commands) co_return why;
      const auto command = fetch_command("UID FETCH", sets.front(), how.fields);
      if (!command) co_return no_field(s);
      CO_TRY_AS(said, co_await s.finish(s.queue(*command), &take));
      if (harmless(said, s)) continue;
      const failure f = s.refused(said);
      if (!is_about_messages(said, f)) co_return f;
      if (part.size() == 1) {
        into.refuse(part.front());
        ++refused;
        continue;
      }
    }
    const auto half = part.begin() + static_cast<std::ptrdiff_t>(part.size() / 2);
    parts.emplace_back(part.begin(), half);
    parts.emplace_back(half, part.end());
  }
  if (into.read == 0 && refused > 1) co_return why;  // all of them
  remark_refused(s, why);
  co_return result<void>{};
}

// `messages`: what was asked for, as "UID FETCH 7:*"; empty: all or nothing.
net::task<result<void>> fetched(session& s, const access_settings& how, std::string tag, std::string messages,
                                message_collector* into) {
  const listener take = [into](const response& r) {
    if (into != nullptr) into->take(r);
  };
  CO_TRY_AS(said, co_await s.finish(std::move(tag), &take));
  if (harmless(said, s)) co_return result<void>{};
  const failure f = s.refused(said);
  if (messages.empty() || !is_about_messages(said, f)) co_return f;
  co_return co_await read_apart(s, how, std::move(messages), *into, f);
}

// False: a field has no name that can be asked for.
bool queue_news(session& s, const access_settings& how, reading_order& order) {
  const auto command = fetch_news(*order.known, how);
  if (command) order.fetch = s.queue(*command);
  return command.has_value();
}

net::task<result<message_collector>> read_news(session& s, const access_settings& how, reading_order order) {
  message_collector seen(order.known->next, order.by, order.known->again, std::move(order.where));
  seen.ask_for_all();
  if (order.fetch.empty()) {
    if (!queue_news(s, how, order)) co_return no_field(s);
  }
  if (s.folder.exists == 0 && s.withdraw(order.fetch)) co_return seen;
  CO_TRY(co_await fetched(s, how, order.fetch, "UID FETCH " + uids_to_read(*order.known), &seen));
  co_return seen;
}

// Only the position: UIDNEXT, or what follows the last message.
net::task<result<message_collector>> read_nothing(session& s, const access_settings& how, bool trust_next) {
  message_collector seen(1);
  if (s.folder.exists > 0 && !(trust_next && s.folder.next)) {
    const std::string tag = s.queue("UID FETCH * (UID)");
    CO_TRY(co_await fetched(s, how, tag, {}, &seen));
  }
  co_return seen;
}

// The newest messages, by their sequence numbers.
net::task<result<message_collector>> read_again(session& s, const access_settings& how, reading_order order) {
  message_collector seen(1, order.by, {}, std::move(order.where));
  const std::uint32_t most = order.what == reading::newest ? max_newest : max_reread;
  if (const std::uint32_t last = s.folder.exists; last > 0) {
    const std::uint32_t first = last > most ? last - most + 1 : 1;
    const std::string set = std::to_string(first) + ':' + std::to_string(last);
    const auto command = fetch_command("FETCH", set, how.fields);
    if (!command) co_return no_field(s);
    const std::string tag = s.queue(*command);
    CO_TRY(co_await fetched(s, how, tag, "FETCH " + set, &seen));
  }
  co_return seen;
}

}  // namespace

reading reading_of(const position& since, const std::optional<numbering>& known, const folder_state& now) {
  if (since.empty()) return reading::nothing;
  if (since == position_newest) return reading::newest;
  if (!known || known->validity != now.validity) return reading::all_again;
  // UIDs never shrink (RFC 3501 section 2.3.1.1): this is another mailbox, e.g. from a backup.
  if (now.next && *now.next < known->next) return reading::all_again;
  return reading::news;
}

net::task<result<status_response>> opened(session& s, std::string tag, std::string name, bool read_only) {
  s.folder = {};
  s.numbers = {};
  s.selected.clear();
  result<status_response> said = co_await s.finish(std::move(tag));
  if (!said || said->what != status::ok) co_return said;
  if (!s.folder.validity) co_return s.fault(cause::permanent, "the mailbox has no UIDVALIDITY");
  s.folder.news = false;
  s.selected = std::move(name);
  s.read_only = read_only;
  co_return said;
}

std::optional<std::string> fetch_news(const numbering& known, const access_settings& how) {
  return fetch_command("UID FETCH", uids_to_read(known), how.fields);
}

net::task<result<message_collector>> read_open(session& s, const access_settings& how, reading_order order) {
  if (order.what != reading::news && !order.fetch.empty() && !s.withdraw(order.fetch)) {
    CO_TRY(co_await fetched(s, how, order.fetch, {}, nullptr));
  }
  if (order.what == reading::nothing) co_return co_await read_nothing(s, how, order.trust_next);
  if (order.what != reading::news) co_return co_await read_again(s, how, std::move(order));
  co_return co_await read_news(s, how, std::move(order));
}

net::task<result<void>> read_bodies(session& s, const access_settings& how, message_collector& seen) {
  const std::vector<std::uint32_t> uids = seen.wanted();
  const listener take = [&seen](const response& r) { seen.take_body(r); };
  for (const auto& set : to_sets(uids, max_set)) {
    const std::string command =
        "UID FETCH " + set + " (UID BODY.PEEK[]<0." + std::to_string(body_size(how)) + ">)";
    const std::string tag = s.queue(command);
    CO_TRY_AS(said, co_await s.finish(tag, &take));
    if (harmless(said, s)) continue;
    const failure f = s.refused(said);
    if (!is_about_messages(said, f)) co_return f;
    remark_refused(s, f);
  }
  co_return result<void>{};
}

failure no_field(const session& s) { return s.fault(cause::internal, "not the name of a header field"); }

numbering covered(std::uint32_t validity, std::uint32_t next, const message_collector& seen) {
  numbering n{validity, next, seen.matched};
  for (const std::uint32_t uid : seen.unread(next)) n.again.push_back(uid);
  make_distinct(n.again);
  n.again.erase(std::lower_bound(n.again.begin(), n.again.end(), n.next), n.again.end());
  if (n.again.size() <= max_again) return n;
  return {n.validity, n.again.front()};
}

namespace {

net::task<result<void>> selected(session& s, std::string tag) {
  CO_TRY_AS(said, co_await opened(s, std::move(tag), "INBOX", false));
  if (said.what != status::ok) co_return s.refused(said);
  co_return result<void>{};
}

mailbox_scan conclude(session& s, message_collector& seen, bool renumbered) {
  mailbox_scan v;
  s.folder.next = seen.following(s.folder.next.value_or(1));
  v.next = to_position(covered(*s.folder.validity, *s.folder.next, seen));
  v.matches = std::move(seen.matches);
  v.total = s.folder.exists;
  v.read = seen.read;
  v.unread_bodies = seen.unread_bodies;
  v.renumbered = renumbered;
  return v;
}

reading_order order_by(reader& by, const scan_order& order) {
  reading_order what;
  what.known = parse_position(order.since);
  what.by = &by;
  return what;
}

net::task<result<mailbox_scan>> read_inbox(session& s, const access_settings& how, reading_order order) {
  const bool renumbered = order.what == reading::all_again;
  CO_TRY_AS(seen, co_await read_open(s, how, std::move(order)));
  CO_TRY(co_await read_bodies(s, how, seen));
  co_return conclude(s, seen, renumbered);
}

}  // namespace

net::task<result<void>> select_inbox(session& s, net::network& net, const access_settings& how) {
  const std::string select = s.queue("SELECT INBOX");
  CO_TRY(co_await authenticate(s, net, how));
  s.at(stage::open);
  co_return co_await selected(s, select);
}

net::task<result<mailbox_scan>> scan_first(session& s, net::network& net, const access_settings& how,
                                           const scan_order& order) {
  reader by{order.ours};
  by.body_size = body_size(how);
  reading_order what = order_by(by, order);
  what.trust_next = true;
  const std::string select = s.queue("SELECT INBOX");
  if (what.known) {
    if (!queue_news(s, how, what)) co_return no_field(s);
  }
  CO_TRY(co_await authenticate(s, net, how));
  s.at(stage::open);
  CO_TRY(co_await selected(s, select));

  s.at(stage::find);
  what.what = reading_of(order.since, what.known, s.folder);
  co_return co_await read_inbox(s, how, std::move(what));
}

net::task<result<mailbox_scan>> scan_again(session& s, const access_settings& how, const scan_order& order) {
  s.at(stage::find);
  reader by{order.ours};
  by.body_size = body_size(how);
  reading_order what = order_by(by, order);
  what.what = reading_of(order.since, what.known, s.folder);
  // Servers tell of new mail at a NOOP or while IDLE, not at a FETCH. A NOOP is waited for: Dovecot carries
  // out a FETCH behind it first, and so on what it knew before.
  const bool idling = !s.idle.empty();
  std::string sync = s.idle;
  if (idling)
    s.queue_done();
  else
    sync = s.queue("NOOP");
  if (idling && what.what == reading::news) {
    if (!queue_news(s, how, what)) co_return no_field(s);
  }
  CO_TRY_AS(synced, co_await s.finish(sync));
  if (synced.what != status::ok) co_return s.refused(synced);
  s.folder.news = false;
  co_return co_await read_inbox(s, how, std::move(what));
}

}  // namespace watchpost::mail::imap
