#include "look.h"

#include "authenticate.h"
#include "reading.h"

#include <utility>

namespace watchpost::mail::imap {
namespace {

net::task<result<void>> selected(session& s, std::string tag) {
  const result<status_response> said = co_await opened(s, std::move(tag), "INBOX", false);
  if (!said) co_return said.error();
  if (said->what != status::ok) co_return s.refused(*said);
  co_return result<void>{};
}

view conclude(session& s, sightings& seen, bool renumbered) {
  view v;
  s.folder.next = seen.following(s.folder.next.value_or(1));
  v.next = to_position(covered(*s.folder.validity, *s.folder.next, seen));
  v.matches = std::move(seen.matches);
  v.total = s.folder.exists;
  v.read = seen.read;
  v.unread_bodies = seen.unread_bodies;
  v.renumbered = renumbered;
  return v;
}

net::task<result<view>> read_inbox(session& s, const access_settings& how, reading_order order) {
  const bool renumbered = order.what == reading::all_again;
  result<sightings> seen = co_await read_open(s, how, std::move(order));
  if (!seen) co_return seen.error();
  const result<void> bodies = co_await read_bodies(s, how, *seen);
  if (!bodies) co_return bodies.error();
  co_return conclude(s, *seen, renumbered);
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
  reader by{order.ours};
  by.body_size = body_size(how);
  reading_order what;
  what.known = parse_position(order.since);
  what.by = &by;
  what.trust_next = true;
  const std::string select = s.queue("SELECT INBOX");
  if (what.known) {
    const auto command = fetch_news(*what.known, how);
    if (!command) co_return no_field(s);
    what.fetch = s.queue(*command);
  }
  const result<void> in = co_await authenticate(s, net, how);
  if (!in) co_return in.error();
  s.at(stage::open);
  const result<void> open = co_await selected(s, select);
  if (!open) co_return open.error();

  s.at(stage::find);
  what.what = reading_of(order.since, what.known, s.folder);
  result<view> seen = co_await read_inbox(s, how, std::move(what));
  co_return seen;
}

net::task<result<view>> look_again(session& s, const access_settings& how, const look_order& order) {
  s.at(stage::find);
  reader by{order.ours};
  by.body_size = body_size(how);
  reading_order what;
  what.known = parse_position(order.since);
  what.by = &by;
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
    const auto command = fetch_news(*what.known, how);
    if (!command) co_return no_field(s);
    what.fetch = s.queue(*command);
  }
  const result<status_response> synced = co_await s.finish(sync);
  if (!synced) co_return synced.error();
  if (synced->what != status::ok) co_return s.refused(*synced);
  s.folder.news = false;
  result<view> seen = co_await read_inbox(s, how, std::move(what));
  co_return seen;
}

}  // namespace watchpost::mail::imap
