#include "removal.h"

#include "command.h"
#include "folder_names.h"
#include "idle.h"
#include "scan.h"
#include "session.h"
#include "sign_in.h"
#include "syntax.h"

#include <algorithm>
#include <iterator>
#include <optional>
#include <utility>

namespace watchpost::mail::imap {

namespace {

using sets = std::vector<std::string>;
using tags = std::vector<std::string>;
using uid_list = std::vector<std::uint32_t>;  // ascending, distinct

tags queue_each(session& s, const sets& of, std::string_view before, std::string_view behind) {
  tags queued;
  for (const auto& set : of) {
    std::string command(before);
    command += set;
    command += behind;
    queued.push_back(s.queue(command));
  }
  return queued;
}

tags queue_marks(session& s, const sets& of) {
  return queue_each(s, of, "UID STORE ", " +FLAGS.SILENT (\\Deleted)");
}

// Messages that are gone already are no failure.
result<void> accepted(const session& s, const status_response& said) {
  if (said.what == status::ok || said.code.name == "EXPUNGEISSUED") return {};
  return s.refused(said);
}

net::task<result<void>> finished(session& s, const tags& commands) {
  for (const auto& tag : commands) {
    CO_TRY_AS(said, co_await s.finish(tag));
    const result<void> done = accepted(s, said);
    if (!done) co_return done.error();
  }
  co_return result<void>{};
}

bool contains(std::span<const std::uint32_t> uids, std::uint32_t uid) {
  return std::binary_search(uids.begin(), uids.end(), uid);
}

// Those that the server still lists; nothing: it does not say.
net::task<result<std::optional<uid_list>>> listed(session& s, const uid_list& uids) {
  uid_list there;
  const listener take = [&](const response& r) {
    const auto* data = std::get_if<fetch_data>(&r.data);
    if (data != nullptr && data->uid && contains(uids, *data->uid)) there.push_back(*data->uid);
  };
  for (const auto& tag : queue_each(s, to_sets(uids, max_set), "UID FETCH ", " (UID)")) {
    CO_TRY_AS(said, co_await s.finish(tag, &take));
    if (said.what != status::ok) co_return std::optional<uid_list>{};
  }
  make_distinct(there);
  co_return std::optional<uid_list>{std::move(there)};
}

// foreign: a message that is not ours is marked \Deleted, and EXPUNGE would take it.
enum class marks_of : std::uint8_t { ours, foreign };

net::task<result<marks_of>> who_is_marked(session& s, std::span<const std::uint32_t> uids,
                                          std::string search) {
  bool answered = false;
  marks_of whose = marks_of::ours;
  const listener take = [&](const response& r) {
    const auto* found = std::get_if<search_data>(&r.data);
    if (found == nullptr) return;
    answered = true;
    for (const auto& range : found->found) {
      const auto from = std::lower_bound(uids.begin(), uids.end(), range.first);
      const auto to = std::upper_bound(from, uids.end(), range.last);
      if (std::uint64_t{range.last} - range.first + 1 != static_cast<std::uint64_t>(to - from))
        whose = marks_of::foreign;
    }
  };
  CO_TRY_AS(said, co_await s.finish(std::move(search), &take));
  if (said.what != status::ok) co_return s.refused(said);
  if (!answered) co_return s.fault(cause::protocol, "no SEARCH response");
  co_return whose;
}

net::task<result<void>> by_expunge(session& s, std::span<const std::uint32_t> uids, const sets& of) {
  const tags marks = queue_marks(s, of);
  const std::string search = s.queue("UID SEARCH DELETED");
  const result<void> marked = co_await finished(s, marks);
  if (!marked) co_return marked.error();
  const result<marks_of> whose = co_await who_is_marked(s, uids, search);
  if (whose && *whose == marks_of::ours) {
    const tags expunge{s.queue("EXPUNGE")};
    co_return co_await finished(s, expunge);
  }
  failure f = whose ? s.fault(cause::permanent,
                              "other messages are marked \\Deleted and the server has no UID EXPUNGE, "
                              "so nothing was expunged")
                    : whose.error();
  const tags lifts = queue_each(s, of, "UID STORE ", " -FLAGS.SILENT (\\Deleted)");
  s.queue("LOGOUT");
  const result<void> lifted = co_await finished(s, lifts);
  if (!lifted) f.detail += "; the marks on our own could not be lifted";
  const result<void> ignored = co_await s.write_queued();
  (void)ignored;
  if (lifted) s.bet_won();  // nothing was lost
  co_return f;
}

// In one flight, or each command after the answer to the one before.
net::task<result<void>> mark_and_expunge(session& s, const uid_list& uids, bool together) {
  const sets of = to_sets(uids, max_set);
  if (!s.caps.uid_expunge()) co_return co_await by_expunge(s, uids, of);
  tags commands = queue_marks(s, of);
  if (together && !s.lockstep()) {
    for (auto& tag : queue_each(s, of, "UID EXPUNGE ", "")) commands.push_back(std::move(tag));
    co_return co_await finished(s, commands);
  }
  CO_TRY(co_await finished(s, commands));
  for (const auto& set : of) {
    const std::string tag = s.queue("UID EXPUNGE " + set);
    CO_TRY_AS(said, co_await s.finish(tag));
    // A proxy may offer what its server does not know.
    if (said.what == status::bad) co_return co_await by_expunge(s, uids, of);
    const result<void> done = accepted(s, said);
    if (!done) co_return done.error();
  }
  co_return result<void>{};
}

uid_list without(std::span<const std::uint32_t> uids, const std::set<std::uint32_t>& gone) {
  uid_list rest;
  std::set_difference(uids.begin(), uids.end(), gone.begin(), gone.end(), std::back_inserter(rest));
  return rest;
}

}  // namespace

void note_gone(const session& s, std::span<const std::uint32_t> uids, std::set<std::uint32_t>& gone) {
  for (const std::uint32_t uid : s.numbers.gone())
    if (contains(uids, uid)) gone.insert(uid);
}

net::task<result<void>> remove_messages(session& s, std::span<const std::uint32_t> uids,
                                        std::set<std::uint32_t>& gone) {
  s.at(stage::remove);
  if (s.folder.read_only) {
    failure f = s.fault(cause::permanent, "the mailbox is open for reading only");
    f.enhanced = "READ-ONLY";
    co_return f;
  }
  CO_TRY(co_await end_idle(s));
  if (!s.caps.uid_expunge() && !s.caps_final) {
    CO_TRY(co_await ask_capabilities(s));
  }
  uid_list rest = without(uids, gone);
  for (bool again = false; !rest.empty(); again = true) {
    const result<void> done = co_await mark_and_expunge(s, rest, !again);
    note_gone(s, uids, gone);
    if (!done) co_return done.error();
    rest = without(rest, gone);
    if (rest.empty()) break;
    CO_TRY_AS(there, co_await listed(s, rest));
    if (!there) break;
    for (const std::uint32_t uid : rest)
      if (!contains(*there, uid)) gone.insert(uid);
    rest = std::move(*there);
    if (again && !rest.empty())
      co_return s.fault(cause::permanent,
                        std::to_string(rest.size()) + " of the messages are still there after EXPUNGE");
  }
  co_return result<void>{};
}

namespace {

net::task<result<void>> select(session& s, net::network& net, const access_settings& how, const place& at) {
  const auto command = folder_command("SELECT", at.wire, s.caps);
  if (!command) co_return s.fault(cause::internal, "not the name of a folder");
  const std::string tag = s.queue(*command);
  CO_TRY(co_await authenticate(s, net, how));
  s.at(stage::open);
  CO_TRY_AS(said, co_await opened(s, tag, at.wire, false));
  if (said.what != status::ok) co_return s.refused(said);
  co_return result<void>{};
}

net::task<result<void>> remove_there(removal& what, session& s, net::network& net, const access_settings& how,
                                     const place& at) {
  if (s.selected != at.wire || s.read_only) {
    CO_TRY(co_await select(s, net, how, at));
  }
  s.at(stage::remove);
  if (!at.means_the_same(s.folder))
    co_return s.fault(cause::temporary, "the server has numbered its messages anew since they were found");
  const result<void> removed = co_await remove_messages(s, what.uids, what.gone);
  if (removed) what.done = true;
  co_return removed;
}

}  // namespace

std::optional<removals> sort_out(std::span<const std::string> ids, std::size_t places) {
  removals all;
  for (const std::string_view id : ids) {
    const auto slash = id.find('/');
    const bool inbox = slash == id.npos;
    const auto place = inbox ? std::uint32_t{0} : to_number(id.substr(0, slash));
    const auto uid = to_number(inbox ? id : id.substr(slash + 1));
    if (!place || *place >= places || (!inbox && *place == 0) || !uid || *uid == 0) return std::nullopt;
    all[*place].uids.push_back(*uid);
  }
  for (auto& [place, what] : all) make_distinct(what.uids);
  return all;
}

net::task<result<void>> carry_out(removals& all, session& s, net::network& net, const access_settings& how,
                                  const std::vector<place>& places) {
  std::vector<std::size_t> order;
  for (const auto& [place, what] : all)
    if (!what.done) order.push_back(place);
  // What is selected already comes first.
  std::stable_partition(order.begin(), order.end(),
                        [&](std::size_t p) { return places[p].wire == s.selected && !s.read_only; });
  for (const std::size_t place : order) {
    CO_TRY(co_await remove_there(all[place], s, net, how, places[place]));
  }
  co_return result<void>{};
}

std::uint32_t removed_by(const removals& all) {
  std::uint32_t count = 0;
  for (const auto& [place, what] : all) count += static_cast<std::uint32_t>(what.gone.size());
  return count;
}

namespace {

net::task<result<void>> create(session& s, std::string folder) {
  const auto command = folder_command("CREATE", folder, s.caps);
  if (!command) co_return s.fault(cause::internal, "not the name of a folder");
  CO_TRY_AS(said, co_await s.finish(s.queue(*command)));
  if (said.what != status::ok && said.code.name != "ALREADYEXISTS") co_return s.refused(said);
  co_return result<void>{};
}

// "UID MOVE" or "UID COPY" of one set, once more when the folder had to be made first.
net::task<result<void>> transfer(session& s, std::string verb, std::string folder) {
  for (bool made = false;; made = true) {
    const auto command = folder_command(verb, folder, s.caps);
    if (!command) co_return s.fault(cause::internal, "not the name of a folder");
    CO_TRY_AS(said, co_await s.finish(s.queue(*command)));
    if (said.what == status::ok || said.code.name == "EXPUNGEISSUED") co_return result<void>{};
    if (made || said.code.name != "TRYCREATE") co_return s.refused(said);
    CO_TRY(co_await create(s, folder));
  }
}

}  // namespace

net::task<result<void>> move_messages(session& s, std::span<const std::uint32_t> uids, std::string folder,
                                      std::set<std::uint32_t>& moved) {
  s.at(stage::remove);
  const auto wire = to_modified_utf7(folder);
  if (!wire) co_return s.fault(cause::internal, "the folder's name is not UTF-8");
  CO_TRY(co_await end_idle(s));
  if (!s.caps.move() && !s.caps_final) {
    CO_TRY(co_await ask_capabilities(s));
  }
  const bool moves = s.caps.move();
  for (const auto& set : to_sets(uids, max_set)) {
    CO_TRY(co_await transfer(s, (moves ? "UID MOVE " : "UID COPY ") + set, *wire));
  }
  if (moves) {
    note_gone(s, uids, moved);
    co_return result<void>{};
  }
  co_return co_await remove_messages(s, uids, moved);
}

}  // namespace watchpost::mail::imap
