#include "removals.h"

#include "authenticate.h"
#include "command.h"
#include "number_set.h"
#include "reading.h"
#include "remove.h"

#include <algorithm>

namespace watchpost::mail::imap {
namespace {

net::task<result<void>> select(session& s, net::network& net, const access_settings& how, const place& at) {
  const auto command = folder_command("SELECT", at.wire, s.caps);
  if (!command) co_return s.fault(cause::internal, "not the name of a folder");
  const std::string tag = s.queue(*command);
  const result<void> in = co_await authenticate(s, net, how);
  if (!in) co_return in.error();
  s.at(stage::open);
  const result<status_response> said = co_await opened(s, tag, at.wire, false);
  if (!said) co_return said.error();
  if (said->what != status::ok) co_return s.refused(*said);
  co_return result<void>{};
}

net::task<result<void>> remove_there(removal& what, session& s, net::network& net, const access_settings& how,
                                     const place& at) {
  if (s.selected != at.wire || s.to_look_only) {
    const result<void> open = co_await select(s, net, how, at);
    if (!open) co_return open.error();
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
  for (auto& [place, what] : all) {
    std::sort(what.uids.begin(), what.uids.end());
    what.uids.erase(std::unique(what.uids.begin(), what.uids.end()), what.uids.end());
  }
  return all;
}

net::task<result<void>> carry_out(removals& all, session& s, net::network& net, const access_settings& how,
                                  const std::vector<place>& places) {
  std::vector<std::size_t> order;
  for (const auto& [place, what] : all)
    if (!what.done) order.push_back(place);
  // What is selected already comes first.
  std::stable_partition(order.begin(), order.end(),
                        [&](std::size_t p) { return places[p].wire == s.selected && !s.to_look_only; });
  for (const std::size_t place : order) {
    const result<void> removed = co_await remove_there(all[place], s, net, how, places[place]);
    if (!removed) co_return removed.error();
  }
  co_return result<void>{};
}

std::uint32_t removed_by(const removals& all) {
  std::uint32_t count = 0;
  for (const auto& [place, what] : all) count += static_cast<std::uint32_t>(what.gone.size());
  return count;
}

}  // namespace watchpost::mail::imap
