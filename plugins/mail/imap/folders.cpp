#include "folders.h"

#include "command.h"
#include "folder_names.h"
#include "idle.h"
#include "mail/text/split.h"
#include "position.h"
#include "scan.h"
#include "session.h"
#include "sign_in.h"

#include <algorithm>
#include <utility>

namespace watchpost::mail::imap {

namespace {

using namespace std::chrono_literals;

constexpr auto found_for = 1h;
constexpr auto none_for = 10min;  // one may be made at any time

using names = std::vector<std::string>;

// Kept as "name\nname\n", and "\n" where there is none.
std::optional<names> recall_junk(net::network& net, const access_settings& how) {
  const auto& memory = net.remembered(how.server, how.tls, how.user.username);
  if (memory.folders.empty()) return std::nullopt;
  names all;
  for (std::string_view rest = memory.folders; !rest.empty();)
    if (const auto name = take_part(rest, '\n'); !name.empty()) all.emplace_back(name);
  if (net.time().now() - memory.learnt >= (all.empty() ? none_for : found_for)) return std::nullopt;
  return all;
}

void remember_junk(net::network& net, const access_settings& how, const names& all) {
  auto& memory = net.remembered(how.server, how.tls, how.user.username);
  memory.folders = all.empty() ? "\n" : "";
  for (const auto& name : all) memory.folders += name + '\n';
  memory.learnt = net.time().now();
}

net::task<result<status_response>> list(session& s, std::string command, junk_names& into) {
  const listener take = [&into](const response& r) {
    if (const auto* folder = std::get_if<list_data>(&r.data)) into.take(*folder);
  };
  const std::string tag = s.queue(command);
  co_return co_await s.finish(tag, &take);
}

struct listing {
  names junk;
  std::string refused;  // why there is no list
};

net::task<result<listing>> ask_for_junk(session& s) {
  if (!s.caps_final) {
    CO_TRY(co_await ask_capabilities(s));
  }
  listing all;
  if (s.caps.has("SPECIAL-USE")) {
    junk_names special(true);
    CO_TRY_AS(said, co_await list(s, R"(LIST (SPECIAL-USE) "" "*" RETURN (SPECIAL-USE))", special));
    all.junk = special.found();
    if (said.what == status::ok) co_return all;
  }
  // Where the extended form is not understood, attributes may be shown all the same.
  junk_names any(s.caps.has("SPECIAL-USE"));
  CO_TRY_AS(said, co_await list(s, R"(LIST "" "*")", any));
  all.junk = any.found();
  if (said.what != status::ok) {
    const failure f = s.refused(said);
    all.refused = f.server.empty() ? "LIST was refused" : f.server;
  }
  co_return all;
}

void add(folder_choice& to, named_folder folder) {
  const auto same = [&](const named_folder& other) { return other.wire == folder.wire; };
  if (is_inbox(folder.wire) || std::any_of(to.folders.begin(), to.folders.end(), same)) return;
  if (to.folders.size() == max_folders)
    to.closed.push_back({std::move(folder.name), "more folders than are looked into"});
  else
    to.folders.push_back(std::move(folder));
}

}  // namespace

net::task<result<folder_choice>> choose_folders(session& s, net::network& net, const access_settings& how) {
  folder_choice choice;
  std::optional<names> junk = recall_junk(net, how);
  if (!junk) {
    CO_TRY_AS(asked, co_await ask_for_junk(s));
    if (asked.refused.empty())
      remember_junk(net, how, asked.junk);
    else
      choice.closed.push_back({"", asked.refused});
    junk = std::move(asked.junk);
  }
  choice.junk_known = !junk->empty();
  for (auto& wire : *junk) {
    std::string name = display_name(wire);
    add(choice, {std::move(wire), std::move(name), true});
  }
  for (const auto& name : how.folders) {
    auto wire = to_modified_utf7(name);
    if (!wire || !is_folder_name(*wire))
      choice.closed.push_back({printable(name), "not the name of a folder"});
    else
      add(choice, {std::move(*wire), name, false});
  }
  co_return choice;
}

void forget_folders(net::network& net, const access_settings& how) {
  net.remembered(how.server, how.tls, how.user.username).folders.clear();
}

namespace {

// One folder on the way. Without `now` in the end: it could not be looked into.
struct folder_result {
  named_folder folder;
  std::optional<numbering> known;
  std::string asked, open, fetch;  // tags of STATUS, EXAMINE, UID FETCH
  bool reached = false;            // nothing more is to be read
  message_collector seen{1};
  std::optional<numbering> now;
  std::string closed;  // why
};

class folder_search {
 public:
  folder_search(session& s, net::network& net, const access_settings& how, const scan_order& order)
      : s_(s), net_(net), how_(how), since_(order.since), by_{order.ours} {
    by_.body_size = body_size(how);
  }

  net::task<result<mailbox_scan>> run(std::vector<place>& places);

 private:
  net::task<result<void>> plan();
  net::task<result<void>> ask();
  net::task<result<void>> read();
  net::task<result<void>> visit(folder_result& at, bool others_follow);
  net::task<result<void>> read_beginnings();
  void hear(folder_result& at, const mailbox_status_data& told);
  std::string examine(const folder_result& at) const;
  mailbox_scan conclude();

  session& s_;
  net::network& net_;
  const access_settings& how_;
  const position& since_;
  reader by_;
  std::vector<folder_result> searched_;
  mailbox_scan scan_;
};

net::task<result<void>> folder_search::plan() {
  CO_TRY(co_await authenticate(s_, net_, how_));
  s_.at(stage::find);
  CO_TRY(co_await end_idle(s_));
  CO_TRY_AS(choice, co_await choose_folders(s_, net_, how_));
  scan_.junk_known = choice.junk_known;
  scan_.closed = std::move(choice.closed);
  const folder_positions known = parse_folder_positions(since_).value_or(folder_positions{});
  for (auto& folder : choice.folders) {
    folder_result at;
    if (const auto found = known.find(folder.wire); found != known.end()) at.known = found->second;
    at.folder = std::move(folder);
    searched_.push_back(std::move(at));
  }
  co_return result<void>{};
}

// What STATUS says may spare the visit, or make it shorter: of very much that is new, the newest is read.
void folder_search::hear(folder_result& at, const mailbox_status_data& told) {
  if (!told.validity || !told.next || *told.next == 0) return;
  folder_state state;
  state.validity = told.validity;
  state.next = told.next;
  const reading what = reading_of(since_, at.known, state);
  const bool quiet = what == reading::news && at.known->again.empty() && at.known->next == *told.next;
  at.reached = what == reading::nothing || quiet || told.messages == 0U;
  if (at.reached) at.now = numbering{*told.validity, *told.next};
  if (at.reached && what == reading::all_again && at.known) scan_.renumbered = true;
  if (what == reading::news && *told.next - at.known->next > max_reread && told.messages > max_reread)
    at.known.reset();
}

net::task<result<void>> folder_search::ask() {
  // The answer for the folder that is open would not be current (RFC 3501 section 6.3.10).
  for (auto& at : searched_) {
    if (at.folder.wire == s_.selected) continue;
    const auto command = folder_command("STATUS", at.folder.wire, s_.caps, " (MESSAGES UIDNEXT UIDVALIDITY)");
    if (command) at.asked = s_.queue(*command);
  }
  for (auto& at : searched_) {
    if (at.asked.empty()) continue;
    const listener take = [&](const response& r) {
      if (const auto* told = std::get_if<mailbox_status_data>(&r.data)) hear(at, *told);
    };
    CO_TRY_AS(said, co_await s_.finish(at.asked, &take));
    if (said.what == status::ok) continue;
    const failure f = s_.refused(said);
    if (f.why == cause::protocol && s_.bet()) co_return f;  // perhaps only because of the others
    at.closed = f.server.empty() ? "STATUS was refused" : f.server;
    if (at.folder.junk) forget_folders(net_, how_);
  }
  co_return result<void>{};
}

std::string folder_search::examine(const folder_result& at) const {
  return folder_command("EXAMINE", at.folder.wire, s_.caps).value_or("NOOP");
}

// Those whose position is known in one flight; the others one by one, as what to read of them is seen only
// when they are open.
net::task<result<void>> folder_search::read() {
  const auto pending = [](const folder_result& at) { return !at.reached && at.closed.empty(); };
  std::vector<folder_result*> together;
  for (auto& at : searched_) {
    if (!pending(at) || !at.known) continue;
    const auto command = fetch_news(*at.known, how_);
    if (!command) co_return s_.fault(cause::internal, "not the name of a header field");
    at.open = s_.queue(examine(at));
    at.fetch = s_.queue(*command);
    together.push_back(&at);
  }
  for (auto* at : together) {
    CO_TRY(co_await visit(*at, true));
  }
  for (auto& at : searched_) {
    if (!pending(at)) continue;
    at.open = s_.queue(examine(at));
    CO_TRY(co_await visit(at, false));
  }
  co_return result<void>{};
}

net::task<result<void>> folder_search::visit(folder_result& at, bool others_follow) {
  const result<status_response> open = co_await opened(s_, at.open, at.folder.wire, true);
  reading_order order;
  order.fetch = std::exchange(at.fetch, {});
  const bool refused = open && open->what != status::ok;
  const bool unusable = !open && open.error().why == cause::permanent;
  if (refused || unusable) {
    const failure f = refused ? s_.refused(*open) : open.error();
    // Without an open folder the FETCH that follows is refused, too.
    if (!order.fetch.empty() && !s_.withdraw(order.fetch)) {
      CO_TRY(co_await s_.finish(order.fetch));
    }
    if (f.why == cause::protocol && s_.bet()) co_return f;
    at.closed = !f.server.empty() ? f.server : !f.detail.empty() ? f.detail : "EXAMINE was refused";
    if (at.folder.junk) forget_folders(net_, how_);
    co_return result<void>{};
  }
  if (!open) co_return open.error();

  order.what = reading_of(since_, at.known, s_.folder);
  order.known = at.known;
  order.by = &by_;
  order.trust_next = true;
  const auto place = static_cast<std::size_t>(&at - searched_.data()) + 1;
  order.where = {std::to_string(place) + '/', at.folder.name, at.folder.junk};
  const bool renumbered = order.what == reading::all_again;
  if (others_follow &&
      renumbered) {  // numbered anew since STATUS: once more, when no other EXAMINE is on its way
    order.what = reading::nothing;
    CO_TRY(co_await read_open(s_, how_, std::move(order)));
    co_return result<void>{};
  }
  CO_TRY_AS(seen, co_await read_open(s_, how_, std::move(order)));
  at.reached = true;
  at.seen = std::move(seen);
  at.now = covered(*s_.folder.validity, at.seen.following(s_.folder.next.value_or(1)), at.seen);
  if (renumbered && at.known) scan_.renumbered = true;
  co_return result<void>{};
}

net::task<result<void>> folder_search::read_beginnings() {
  for (auto& at : searched_) {
    if (at.seen.wanted().empty()) continue;
    if (s_.selected != at.folder.wire) {
      const std::string open = s_.queue(examine(at));
      CO_TRY_AS(again, co_await opened(s_, open, at.folder.wire, true));
      if (again.what != status::ok || s_.folder.validity != at.now->validity) continue;  // gone meanwhile
    }
    CO_TRY(co_await read_bodies(s_, how_, at.seen));
    at.now = covered(at.now->validity, at.seen.following(at.now->next), at.seen);
  }
  co_return result<void>{};
}

mailbox_scan folder_search::conclude() {
  folder_positions next;
  for (auto& at : searched_) {
    if (!at.now) {
      scan_.closed.push_back({at.folder.name, std::move(at.closed)});
      if (at.known) next.emplace(at.folder.wire, *at.known);
      continue;
    }
    next.emplace(at.folder.wire, *at.now);
    scan_.folders.push_back(at.folder.name);
    scan_.read += at.seen.read;
    scan_.unread_bodies += at.seen.unread_bodies;
    for (auto& match : at.seen.matches) scan_.matches.push_back(std::move(match));
  }
  scan_.next = to_position(next);
  return std::move(scan_);
}

net::task<result<mailbox_scan>> folder_search::run(std::vector<place>& places) {
  CO_TRY(co_await plan());
  CO_TRY(co_await ask());
  CO_TRY(co_await read());
  CO_TRY(co_await read_beginnings());
  places.resize(1);
  for (const auto& at : searched_) {
    place one{at.folder.wire, std::nullopt, 0};
    if (at.now) one = {at.folder.wire, at.now->validity, at.now->next};
    places.push_back(std::move(one));
  }
  co_return conclude();
}

}  // namespace

net::task<result<mailbox_scan>> scan_folders(session& s, net::network& net, const access_settings& how,
                                             const scan_order& order, std::vector<place>& places) {
  folder_search round(s, net, how, order);
  co_return co_await round.run(places);
}

}  // namespace watchpost::mail::imap
