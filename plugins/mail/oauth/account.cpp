#include "account.h"

#include "mail/net/guard.h"
#include "mail/secret.h"
#include "token_endpoint.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>

#include <algorithm>

namespace watchpost::mail::oauth {

namespace {

class member final : public source {
 public:
  member(std::shared_ptr<account> of, keeper& with) : of_(std::move(of)), with_(with) {}

  net::task<result<access_token>> token(net::instant deadline, net::cancellation cancel) override {
    return of_->token(deadline, std::move(cancel));
  }
  bool refused(const access_token& which) override { return of_->refused(which); }
  net::task<void> leave() override { return of_->part(with_); }

 private:
  std::shared_ptr<account> of_;
  keeper& with_;
};

}  // namespace

std::shared_ptr<source> issuer::join(const client& who, keeper& with, std::string_view stored) {
  std::erase_if(accounts_, [](const auto& entry) { return entry.second.expired(); });
  std::weak_ptr<account>& known = accounts_[fingerprint(who) + who.trust.ca_file];
  std::shared_ptr<account> shared = known.lock();
  if (!shared) {
    shared = std::make_shared<account>(net_, who);
    known = shared;
  }
  shared->join(with, read_kept_token(stored));
  return std::make_shared<member>(std::move(shared), with);
}

account::account(net::network& net, client who) : net_(net), who_(std::move(who)) {
  refresh_.client = fingerprint(who_);
}

void account::join(keeper& with, const std::optional<kept_token>& kept) {
  keepers_.push_back(&with);
  const bool mine = kept && kept->client == refresh_.client && !who_.refresh_token.empty();
  if (mine && kept->obtained > refresh_.obtained) {
    unstored_ = keepers_.size() > 1;
    refresh_ = *kept;
  } else if (!refresh_.text.empty() && (!mine || kept->obtained < refresh_.obtained)) {
    unstored_ = true;
  }
}

net::task<void> account::part(keeper& with) {
  while (flight_) {
    const std::shared_ptr<flight> under_way = flight_;
    const bool may_replace = under_way->sent && !who_.refresh_token.empty();
    if (keepers_.size() == 1 && !may_replace) under_way->cancel.raise();
    net::event over{net_.executor()};
    co_await await_end(under_way, over);
  }
  std::erase(keepers_, &with);
}

net::task<result<access_token>> account::token(net::instant deadline, net::cancellation cancel) {
  if (good() && !unstored_) co_return access_token{access_, false};
  std::shared_ptr<flight> under_way = flight_;
  if (!under_way) {
    flight_ = under_way = std::make_shared<flight>();
    // May be over at once.
    boost::asio::co_spawn(net_.executor(), fly(shared_from_this(), under_way), boost::asio::detached);
  }
  net::event over{net_.executor()};
  net::guard limit{net_, cancel, [&over] { over.set(); }};
  limit.until(deadline);
  co_await await_end(under_way, over);
  if (!under_way->over)
    co_return unobtainable(limit.failed(stage::sign_in), printable(to_text(who_.token_url)));
  if (!under_way->outcome) co_return under_way->outcome.error();
  co_return access_token{access_, under_way->fetched};
}

bool account::refused(const access_token& which) {
  if (same_secret(access_.view(), which.text.view())) access_ = {};
  return !which.fresh;
}

// Also ends when somebody else sets `over`.
net::task<void> account::await_end(std::shared_ptr<flight> under_way, net::event& over) {
  if (under_way->over) co_return;
  under_way->waiters.push_back(&over);
  co_await over.wait();
  std::erase(under_way->waiters, &over);
}

net::task<void> account::fly(std::shared_ptr<account> self, std::shared_ptr<flight> under_way) {
  if (!self->good()) under_way->outcome = co_await self->fetch(*under_way);
  if (self->unstored_) co_await self->store();
  under_way->over = true;
  self->flight_.reset();
  for (net::event* waiter : under_way->waiters) waiter->set();
}

net::task<result<void>> account::fetch(flight& under_way) {
  const net::instant asked = net_.time().now();
  const secret refresh = refresh_.text.empty() ? who_.refresh_token : refresh_.text;
  const auto sent = [&under_way] { under_way.sent = true; };
  CO_TRY_AS(got,
            co_await request_token(net_, who_, refresh, asked + request_timeout, under_way.cancel, sent));
  under_way.fetched = true;
  access_ = std::move(got.access_token);
  const std::chrono::milliseconds life = got.lifetime.value_or(untold_lifetime);
  good_until_ = asked + life - std::min<std::chrono::milliseconds>(renewal_margin, life / 10);
  const bool replaced = !got.refresh_token.empty() && got.refresh_token.view() != refresh.view();
  if (replaced && !who_.refresh_token.empty()) {
    refresh_.text = std::move(got.refresh_token);
    refresh_.obtained = std::max(net_.time().wall().count(), refresh_.obtained + 1);
    unstored_ = true;
  }
  co_return result<void>{};
}

// What cannot be stored is in force all the same, and is tried again with the next use.
net::task<void> account::store() {
  unstored_ = false;
  for (std::size_t i = 0; i < keepers_.size(); ++i) {
    keeper& one = *keepers_[i];
    std::string record = to_record(refresh_);
    const std::optional<std::string> problem = co_await one.keep(std::move(record));
    if (problem) unstored_ = true;
  }
}

}  // namespace watchpost::mail::oauth
