#include "reading.h"

#include "command.h"

#include <algorithm>
#include <utility>

namespace watchpost::mail::imap {
namespace {

// A FETCH that failed only because there was nothing to fetch, or less than we thought.
bool harmless(const status_response& said, const session& s) {
  return said.what == status::ok || s.folder.exists == 0 || said.code.name == "EXPUNGEISSUED";
}

net::task<result<void>> fetched(session& s, std::string tag, sightings* into) {
  const listener take = [into](const response& r) {
    if (into != nullptr) into->take(r);
  };
  const result<status_response> said = co_await s.finish(std::move(tag), &take);
  if (!said) co_return said.error();
  if (!harmless(*said, s)) co_return s.refused(*said);
  co_return result<void>{};
}

net::task<result<sightings>> read_news(session& s, const access_settings& how, reading_order order) {
  sightings seen(order.known->next, order.by, order.known->again, std::move(order.where));
  if (order.fetch.empty()) {
    const auto command = fetch_news(*order.known, how);
    if (!command) co_return no_field(s);
    order.fetch = s.queue(*command);
  }
  if (s.folder.exists == 0 && s.withdraw(order.fetch)) co_return seen;
  const result<void> done = co_await fetched(s, order.fetch, &seen);
  if (!done) co_return done.error();
  co_return seen;
}

// Only the position: UIDNEXT, or what follows the last message.
net::task<result<sightings>> read_nothing(session& s, bool trust_next) {
  sightings seen(1);
  if (s.folder.exists > 0 && !(trust_next && s.folder.next)) {
    const std::string tag = s.queue("UID FETCH * (UID)");
    const result<void> done = co_await fetched(s, tag, &seen);
    if (!done) co_return done.error();
  }
  co_return seen;
}

// The newest messages, by their sequence numbers.
net::task<result<sightings>> read_again(session& s, const access_settings& how, reading_order order) {
  sightings seen(1, order.by, {}, std::move(order.where));
  if (const std::uint32_t last = s.folder.exists; last > 0) {
    const std::uint32_t first = last > max_reread ? last - max_reread + 1 : 1;
    const std::string set = std::to_string(first) + ':' + std::to_string(last);
    const auto command = fetch_command("FETCH", set, how.fields);
    if (!command) co_return no_field(s);
    const std::string tag = s.queue(*command);
    const result<void> done = co_await fetched(s, tag, &seen);
    if (!done) co_return done.error();
  }
  co_return seen;
}

}  // namespace

reading reading_of(bool as_known, const std::optional<numbering>& known, const folder_state& now) {
  if (as_known) return reading::nothing;
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
    const result<void> done = co_await fetched(s, order.fetch, nullptr);
    if (!done) co_return done.error();
  }
  if (order.what == reading::nothing) co_return co_await read_nothing(s, order.trust_next);
  if (order.what == reading::all_again) co_return co_await read_again(s, how, std::move(order));
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
    if (!harmless(*said, s)) co_return s.refused(*said);
  }
  co_return result<void>{};
}

failure no_field(const session& s) { return s.fault(cause::internal, "not the name of a header field"); }

numbering covered(std::uint32_t validity, std::uint32_t next, const sightings& seen) {
  numbering n{validity, next, seen.matched};
  std::sort(n.again.begin(), n.again.end());
  n.again.erase(std::unique(n.again.begin(), n.again.end()), n.again.end());
  n.again.erase(std::lower_bound(n.again.begin(), n.again.end(), n.next), n.again.end());
  if (n.again.size() <= max_again) return n;
  return {n.validity, n.again.front()};
}

}  // namespace watchpost::mail::imap
