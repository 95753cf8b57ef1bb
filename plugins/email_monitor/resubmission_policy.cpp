#include "resubmission_policy.h"

#include <algorithm>
#include <utility>

namespace watchpost::email_monitor {
namespace {

using namespace std::chrono_literals;

constexpr mail::net::instant time_for_a_try = 2s;
constexpr std::chrono::milliseconds longest_wait = 30s;

// Greylisting passes in minutes, a lock or a crowd in seconds.
std::optional<std::chrono::milliseconds> first_wait(mail::cause cause) {
  if (cause == mail::cause::busy) return 1s;
  if (cause == mail::cause::greylisted) return 5s;
  return std::nullopt;
}

}  // namespace

resubmission_policy::resubmission_policy(mail::net::network& net, mail::net::cancellation cancel,
                                         std::string seed)
    : net_(net), cancel_(std::move(cancel)), seed_(std::move(seed)) {}

mail::net::task<bool> resubmission_policy::again(mail::failure f, mail::net::instant until) {
  ++tries_;
  const auto first = first_wait(f.why);
  if (first) asked_ = f;
  if (!first || cancel_.raised()) co_return false;
  if (!pause_) pause_.emplace(*first, longest_wait, seed_);
  const mail::net::instant when = net_.time().now() + std::max(pause_->next(), f.wait);
  if (when + time_for_a_try > until) co_return false;
  const auto waited = co_await mail::net::wait_until(net_, when, cancel_);
  co_return waited.has_value();
}

mail::failure resubmission_policy::final(const mail::failure& last) const {
  const bool late = last.why == mail::cause::timeout || last.why == mail::cause::no_time;
  return asked_ && late ? *asked_ : last;
}

}  // namespace watchpost::email_monitor
