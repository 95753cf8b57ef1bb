#include "journal.h"

#include <utility>

namespace watchpost::email_monitor {
namespace {

constexpr const char* unanswered = "the host has not said within the time of the poll that it is stored";

}  // namespace

void journal::owe(edits changes) {
  for (auto& e : changes) owed_.insert_or_assign(std::move(e.key), std::move(e.value));
}

void journal::land(flight& one, std::optional<std::string> problem) {
  under_way_.reset();
  if (problem) owed_.merge(one.changes);  // what was owed since is newer
  one.problem = std::move(problem);
  one.answered.raise();
}

mail::net::task<std::optional<std::string>> journal::commit(mail::net::network& net, edits changes,
                                                            mail::net::instant until) {
  owe(std::move(changes));
  if (const auto before = under_way_) {
    co_await mail::net::wait_until(net, until, before->answered);
    if (under_way_) co_return unanswered;
  }
  if (owed_.empty()) co_return std::nullopt;
  const auto mine = under_way_ = std::make_shared<flight>();
  mine->changes = std::exchange(owed_, {});
  edits all;
  for (const auto& [key, value] : mine->changes) all.push_back({key, value});
  to_.store(std::move(all),
            [this, mine](std::optional<std::string> problem) { land(*mine, std::move(problem)); });
  if (!mine->answered.raised()) co_await mail::net::wait_until(net, until, mine->answered);
  if (!mine->answered.raised()) co_return unanswered;
  co_return mine->problem;
}

}  // namespace watchpost::email_monitor
