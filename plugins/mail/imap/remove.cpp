#include "remove.h"

#include "open.h"

#include <algorithm>
#include <utility>

namespace watchpost::mail::imap {
namespace {

using sets = std::vector<std::string>;
using tags = std::vector<std::string>;

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
net::task<result<void>> finished(session& s, const tags& commands, const listener* heard) {
  for (const auto& tag : commands) {
    const result<status_response> said = co_await s.finish(tag, heard);
    if (!said) co_return said.error();
    if (said->what != status::ok && said->code.name != "EXPUNGEISSUED") co_return s.refused(*said);
  }
  co_return result<void>{};
}

bool contains(std::span<const std::uint32_t> uids, std::uint32_t uid) {
  return std::binary_search(uids.begin(), uids.end(), uid);
}

// Whether the server still shows one of ours behind its EXPUNGE. A server that cannot say so is believed.
net::task<result<void>> verified(session& s, std::span<const std::uint32_t> uids, const tags& checks) {
  std::uint32_t left = 0;
  const listener count = [&](const response& r) {
    const auto* data = std::get_if<fetch_data>(&r.data);
    if (data != nullptr && data->uid && contains(uids, *data->uid)) ++left;
  };
  for (const auto& tag : checks) {
    const result<status_response> said = co_await s.finish(tag, &count);
    if (!said) co_return said.error();
  }
  if (left > 0)
    co_return s.fault(cause::permanent,
                      std::to_string(left) + " of the messages are still there after EXPUNGE");
  co_return result<void>{};
}

// From the commands that expunge, which are queued, to the end.
net::task<result<void>> expunge(session& s, std::span<const std::uint32_t> uids, const sets& of,
                                const tags& expunges, bool leave, const listener* count,
                                const std::uint32_t& expunged) {
  const tags checks = queue_each(s, of, "UID FETCH ", " (UID)");
  if (leave) s.queue("LOGOUT");
  const result<void> done = co_await finished(s, expunges, count);
  if (!done) co_return done.error();
  if (expunged == uids.size()) {
    for (const auto& tag : checks) s.withdraw(tag);
  } else {
    const result<void> gone = co_await verified(s, uids, checks);
    if (!gone) co_return gone.error();
  }
  const result<void> ignored = co_await s.write_queued();
  (void)ignored;
  co_return result<void>{};
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
  const result<status_response> said = co_await s.finish(std::move(search), &take);
  if (!said) co_return said.error();
  if (said->what != status::ok) co_return s.refused(*said);
  if (!answered) co_return s.fault(cause::protocol, "no SEARCH response");
  co_return whose;
}

net::task<result<void>> by_expunge(session& s, std::span<const std::uint32_t> uids, const sets& of,
                                   bool leave, const listener* count, const std::uint32_t& expunged) {
  const tags marks = queue_marks(s, of);
  const std::string search = s.queue("UID SEARCH DELETED");
  const result<void> marked = co_await finished(s, marks, count);
  if (!marked) co_return marked.error();
  const result<marks_of> whose = co_await who_is_marked(s, uids, search);
  if (whose && *whose == marks_of::ours) {
    const tags expunges{s.queue("EXPUNGE")};
    const result<void> done = co_await expunge(s, uids, of, expunges, leave, count, expunged);
    co_return done;
  }
  failure f = whose ? s.fault(cause::permanent,
                              "other messages are marked \\Deleted and the server has no UID EXPUNGE, "
                              "so nothing was expunged")
                    : whose.error();
  const tags lifts = queue_each(s, of, "UID STORE ", " -FLAGS.SILENT (\\Deleted)");
  s.queue("LOGOUT");
  const result<void> lifted = co_await finished(s, lifts, nullptr);
  if (!lifted) f.detail += "; the marks on our own could not be lifted";
  const result<void> ignored = co_await s.write_queued();
  (void)ignored;
  if (lifted) s.bet_won();  // nothing was lost
  co_return f;
}

}  // namespace

net::task<result<void>> remove_messages(session& s, std::span<const std::uint32_t> uids, bool leave,
                                        std::uint32_t& expunged) {
  s.at(stage::remove);
  if (s.folder.read_only) {
    failure f = s.fault(cause::permanent, "the mailbox is open for reading only");
    f.enhanced = "READ-ONLY";
    co_return f;
  }
  if (!s.idle.empty()) {
    const std::string tag = s.idle;
    s.queue_done();
    const result<status_response> said = co_await s.finish(tag);
    if (!said) co_return said.error();
  }
  if (!s.caps.uid_expunge() && !s.caps_final) {
    const result<void> asked = co_await ask_capabilities(s);
    if (!asked) co_return asked.error();
  }
  const listener count = [&expunged](const response& r) {
    if (std::holds_alternative<expunge_data>(r.data)) ++expunged;
  };
  const sets of = to_sets(uids, max_set);
  if (!s.caps.uid_expunge()) {
    const result<void> done = co_await by_expunge(s, uids, of, leave, &count, expunged);
    co_return done;
  }
  const tags marks = queue_marks(s, of);
  const tags expunges = queue_each(s, of, "UID EXPUNGE ", "");
  tags all = marks;
  all.insert(all.end(), expunges.begin(), expunges.end());
  const result<void> done = co_await expunge(s, uids, of, all, leave, &count, expunged);
  co_return done;
}

}  // namespace watchpost::mail::imap
