#include "look.h"

#include "authenticate.h"
#include "command.h"
#include "position.h"
#include "sightings.h"

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

net::task<result<void>> selected(session& s, std::string tag) {
  const result<status_response> said = co_await s.finish(std::move(tag));
  if (!said) co_return said.error();
  if (said->what != status::ok) co_return s.refused(*said);
  if (!s.folder.validity) co_return s.fault(cause::permanent, "the mailbox has no UIDVALIDITY");
  co_return result<void>{};
}

// What `since` means for a mailbox that is open.
enum class reading : std::uint8_t { nothing, news, all_again };
reading reading_of(const position& since, const std::optional<numbering>& known, const folder_state& folder) {
  if (since.empty()) return reading::nothing;
  if (!known || known->validity != folder.validity) return reading::all_again;
  // UIDs never shrink (RFC 3501 section 2.3.1.1): this is another mailbox, e.g. from a backup.
  if (folder.next && *folder.next < known->next) return reading::all_again;
  return reading::news;
}

// A match is read again by the next look: servers are known that bring a message back which they have
// expunged, when another session works on the same mailbox.
numbering covered(const folder_state& folder, const std::vector<sighting>& matches) {
  numbering n{*folder.validity, *folder.next};
  for (const auto& m : matches) n.again.push_back(to_number(m.id).value_or(n.next));
  std::sort(n.again.begin(), n.again.end());
  n.again.erase(std::lower_bound(n.again.begin(), n.again.end(), n.next), n.again.end());
  if (n.again.size() <= max_again) return n;
  return {n.validity, n.again.front()};
}

view conclude(session& s, sightings& seen, bool renumbered) {
  view v;
  s.folder.next = seen.following(s.folder.next.value_or(1));
  v.next = to_position(covered(s.folder, seen.matches));
  v.matches = std::move(seen.matches);
  v.total = s.folder.exists;
  v.read = seen.read;
  v.renumbered = renumbered;
  return v;
}

// Only the position: UIDNEXT, or what follows the last message.
net::task<result<view>> read_nothing(session& s, bool trust_next) {
  sightings seen{1, nullptr};
  if (s.folder.exists > 0 && !(trust_next && s.folder.next)) {
    const std::string tag = s.queue("UID FETCH * (UID)");
    const result<void> done = co_await fetched(s, tag, &seen);
    if (!done) co_return done.error();
  }
  co_return conclude(s, seen, false);
}

// The newest messages, by their sequence numbers.
net::task<result<view>> read_again(session& s, const access_settings& how, const look_order& order) {
  sightings seen{1, &order.ours};
  if (const std::uint32_t last = s.folder.exists; last > 0) {
    const std::uint32_t first = last > max_reread ? last - max_reread + 1 : 1;
    const std::string set = std::to_string(first) + ':' + std::to_string(last);
    const auto command = fetch_command("FETCH", set, how.fields);
    if (!command) co_return s.fault(cause::internal, "not the name of a header field");
    const std::string tag = s.queue(*command);
    const result<void> done = co_await fetched(s, tag, &seen);
    if (!done) co_return done.error();
  }
  co_return conclude(s, seen, true);
}

}  // namespace

net::task<result<void>> select_inbox(session& s, net::network& net, const access_settings& how) {
  const std::string select = s.queue("SELECT INBOX");
  const result<void> in = co_await authenticate(s, net, how);
  if (!in) co_return in.error();
  s.at(stage::open);
  const result<void> open = co_await selected(s, select);
  co_return open;
}

net::task<result<view>> look_first(session& s, net::network& net, const access_settings& how,
                                   const look_order& order) {
  const std::optional<numbering> known = parse_position(order.since);
  const std::string select = s.queue("SELECT INBOX");
  std::string fetch;
  if (known) {
    const auto command = fetch_command("UID FETCH", uids_to_read(*known), how.fields);
    if (!command) co_return s.fault(cause::internal, "not the name of a header field");
    fetch = s.queue(*command);
  }
  const result<void> in = co_await authenticate(s, net, how);
  if (!in) co_return in.error();
  s.at(stage::open);
  const result<void> open = co_await selected(s, select);
  if (!open) co_return open.error();
  s.folder.news = false;

  s.at(stage::find);
  const reading what = reading_of(order.since, known, s.folder);
  sightings seen = known ? sightings(known->next, &order.ours, known->again) : sightings(1, &order.ours);
  const bool useless = what != reading::news || s.folder.exists == 0;
  if (!fetch.empty() && !(useless && s.withdraw(fetch))) {
    const result<void> done = co_await fetched(s, fetch, what == reading::news ? &seen : nullptr);
    if (!done) co_return done.error();
  }
  if (what == reading::news) co_return conclude(s, seen, false);
  if (what == reading::nothing) co_return co_await read_nothing(s, true);
  co_return co_await read_again(s, how, order);
}

net::task<result<view>> look_again(session& s, const access_settings& how, const look_order& order) {
  s.at(stage::find);
  const std::optional<numbering> known = parse_position(order.since);
  const reading what = reading_of(order.since, known, s.folder);
  // Servers tell of new mail at a NOOP or while IDLE, not at a FETCH.
  std::string sync = s.idle;
  if (sync.empty())
    sync = s.queue("NOOP");
  else
    s.queue_done();
  sightings seen = known ? sightings(known->next, &order.ours, known->again) : sightings(1, &order.ours);
  std::string fetch;
  if (what == reading::news) {
    const auto command = fetch_command("UID FETCH", uids_to_read(*known), how.fields);
    if (!command) co_return s.fault(cause::internal, "not the name of a header field");
    fetch = s.queue(*command);
  }
  const result<status_response> synced = co_await s.finish(sync);
  if (!synced) co_return synced.error();
  if (synced->what != status::ok) co_return s.refused(*synced);
  s.folder.news = false;
  if (what == reading::news) {
    const result<void> done = co_await fetched(s, fetch, &seen);
    if (!done) co_return done.error();
    co_return conclude(s, seen, false);
  }
  if (what == reading::nothing) co_return co_await read_nothing(s, false);
  co_return co_await read_again(s, how, order);
}

}  // namespace watchpost::mail::imap
