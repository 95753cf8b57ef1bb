#include "reading.h"

#include "command.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace watchpost::mail::imap {
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
struct listing {
  uid_list uids;
  bool any = false;
};

net::task<result<listing>> listed(session& s, std::string messages) {
  listing all;
  const listener take = [&all](const response& r) {
    if (const auto* data = std::get_if<fetch_data>(&r.data); data != nullptr && data->uid)
      all.uids.push_back(*data->uid);
  };
  const result<status_response> said = co_await s.finish(s.queue(messages + " (UID)"), &take);
  if (!said) co_return said.error();
  const failure f = s.refused(*said);
  if (!harmless(*said, s) && !is_about_messages(*said, f)) co_return f;
  std::sort(all.uids.begin(), all.uids.end());
  all.uids.erase(std::unique(all.uids.begin(), all.uids.end()), all.uids.end());
  all.any = said->what == status::ok || !all.uids.empty();
  co_return all;
}

// What of `messages` ("UID FETCH 7:*") did not come when the server refused some with `why`: in halves, down
// to the ones that it does not give.
net::task<result<void>> read_apart(session& s, const access_settings& how, std::string messages,
                                   sightings& into, failure why) {
  constexpr int most_commands = 64;
  const result<listing> all = co_await listed(s, std::move(messages));
  if (!all) co_return all.error();
  if (!all->any && into.read == 0) {  // it may be the only one that is new: does the server give any?
    const result<listing> first = co_await listed(s, "FETCH 1");
    if (!first) co_return first.error();
    if (!first->any) co_return why;
  }
  uid_list missing;
  std::copy_if(all->uids.begin(), all->uids.end(), std::back_inserter(missing),
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
      const result<status_response> said = co_await s.finish(s.queue(*command), &take);
      if (!said) co_return said.error();
      if (harmless(*said, s)) continue;
      const failure f = s.refused(*said);
      if (!is_about_messages(*said, f)) co_return f;
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
                                sightings* into) {
  const listener take = [into](const response& r) {
    if (into != nullptr) into->take(r);
  };
  const result<status_response> said = co_await s.finish(std::move(tag), &take);
  if (!said) co_return said.error();
  if (harmless(*said, s)) co_return result<void>{};
  const failure f = s.refused(*said);
  if (messages.empty() || !is_about_messages(*said, f)) co_return f;
  co_return co_await read_apart(s, how, std::move(messages), *into, f);
}

net::task<result<sightings>> read_news(session& s, const access_settings& how, reading_order order) {
  sightings seen(order.known->next, order.by, order.known->again, std::move(order.where));
  seen.ask_for_all();
  if (order.fetch.empty()) {
    const auto command = fetch_news(*order.known, how);
    if (!command) co_return no_field(s);
    order.fetch = s.queue(*command);
  }
  if (s.folder.exists == 0 && s.withdraw(order.fetch)) co_return seen;
  const result<void> done =
      co_await fetched(s, how, order.fetch, "UID FETCH " + uids_to_read(*order.known), &seen);
  if (!done) co_return done.error();
  co_return seen;
}

// Only the position: UIDNEXT, or what follows the last message.
net::task<result<sightings>> read_nothing(session& s, const access_settings& how, bool trust_next) {
  sightings seen(1);
  if (s.folder.exists > 0 && !(trust_next && s.folder.next)) {
    const std::string tag = s.queue("UID FETCH * (UID)");
    const result<void> done = co_await fetched(s, how, tag, {}, &seen);
    if (!done) co_return done.error();
  }
  co_return seen;
}

// The newest messages, by their sequence numbers.
net::task<result<sightings>> read_again(session& s, const access_settings& how, reading_order order) {
  sightings seen(1, order.by, {}, std::move(order.where));
  const std::uint32_t most = order.what == reading::newest ? max_newest : max_reread;
  if (const std::uint32_t last = s.folder.exists; last > 0) {
    const std::uint32_t first = last > most ? last - most + 1 : 1;
    const std::string set = std::to_string(first) + ':' + std::to_string(last);
    const auto command = fetch_command("FETCH", set, how.fields);
    if (!command) co_return no_field(s);
    const std::string tag = s.queue(*command);
    const result<void> done = co_await fetched(s, how, tag, "FETCH " + set, &seen);
    if (!done) co_return done.error();
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

net::task<result<status_response>> opened(session& s, std::string tag, std::string name, bool to_look_only) {
  s.folder = {};
  s.numbers = {};
  s.selected.clear();
  result<status_response> said = co_await s.finish(std::move(tag));
  if (!said || said->what != status::ok) co_return said;
  if (!s.folder.validity) co_return s.fault(cause::permanent, "the mailbox has no UIDVALIDITY");
  s.folder.news = false;
  s.selected = std::move(name);
  s.to_look_only = to_look_only;
  co_return said;
}

std::optional<std::string> fetch_news(const numbering& known, const access_settings& how) {
  return fetch_command("UID FETCH", uids_to_read(known), how.fields);
}

net::task<result<sightings>> read_open(session& s, const access_settings& how, reading_order order) {
  if (order.what != reading::news && !order.fetch.empty() && !s.withdraw(order.fetch)) {
    const result<void> done = co_await fetched(s, how, order.fetch, {}, nullptr);
    if (!done) co_return done.error();
  }
  if (order.what == reading::nothing) co_return co_await read_nothing(s, how, order.trust_next);
  if (order.what != reading::news) co_return co_await read_again(s, how, std::move(order));
  co_return co_await read_news(s, how, std::move(order));
}

net::task<result<void>> read_bodies(session& s, const access_settings& how, sightings& seen) {
  const std::vector<std::uint32_t> uids = seen.wanted();
  const listener take = [&seen](const response& r) { seen.take_body(r); };
  for (const auto& set : to_sets(uids, max_set)) {
    const std::string command =
        "UID FETCH " + set + " (UID BODY.PEEK[]<0." + std::to_string(body_size(how)) + ">)";
    const std::string tag = s.queue(command);
    const result<status_response> said = co_await s.finish(tag, &take);
    if (!said) co_return said.error();
    if (harmless(*said, s)) continue;
    const failure f = s.refused(*said);
    if (!is_about_messages(*said, f)) co_return f;
    remark_refused(s, f);
  }
  co_return result<void>{};
}

failure no_field(const session& s) { return s.fault(cause::internal, "not the name of a header field"); }

numbering covered(std::uint32_t validity, std::uint32_t next, const sightings& seen) {
  numbering n{validity, next, seen.matched};
  for (const std::uint32_t uid : seen.unread(next)) n.again.push_back(uid);
  std::sort(n.again.begin(), n.again.end());
  n.again.erase(std::unique(n.again.begin(), n.again.end()), n.again.end());
  n.again.erase(std::lower_bound(n.again.begin(), n.again.end(), n.next), n.again.end());
  if (n.again.size() <= max_again) return n;
  return {n.validity, n.again.front()};
}

}  // namespace watchpost::mail::imap
