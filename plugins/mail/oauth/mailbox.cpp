#include "mailbox.h"

#include <utility>

namespace watchpost::mail::oauth {
namespace {

failure too_early() { return make_failure(stage::open, cause::internal, "a mailbox was used before scan()"); }

class token_mailbox final : public mailbox {
 public:
  token_mailbox(std::shared_ptr<source> from, access_settings how, mailbox_maker make)
      : from_(std::move(from)), how_(std::move(how)), make_(std::move(make)) {}

  net::task<result<mailbox_scan>> scan(position since, matcher ours, net::instant deadline,
                                       net::cancellation cancel, session_report& report) override {
    if (box_) {
      result<mailbox_scan> seen = co_await box_->scan(since, ours, deadline, cancel, report);
      if (seen || !refuses_token(seen.error())) co_return seen;
      from_->refused(used_);
    }
    const auto attempt = [&](const access_token& with) {
      return look_with(with, since, ours, deadline, cancel, report);
    };
    co_return co_await with_token(*from_, deadline, cancel, attempt);
  }

  net::task<result<mailbox_scan>> scan_folders(position since, matcher ours) override {
    if (!box_) co_return too_early();
    co_return co_await box_->scan_folders(std::move(since), std::move(ours));
  }

  net::task<result<void>> wait_for_news(net::instant until) override {
    if (!box_) co_return too_early();
    co_return co_await box_->wait_for_news(until);
  }

  net::task<result<std::uint32_t>> remove(std::vector<std::string> ids) override {
    if (!box_) co_return too_early();
    co_return co_await box_->remove(std::move(ids));
  }

  net::task<result<std::uint32_t>> move(std::vector<std::string> ids, std::string folder) override {
    if (!box_) co_return too_early();
    co_return co_await box_->move(std::move(ids), std::move(folder));
  }

  net::task<void> pause() override {
    if (box_) co_await box_->pause();
  }

  net::task<void> leave() override {
    if (box_) co_await box_->leave();
  }

 private:
  net::task<result<mailbox_scan>> look_with(const access_token& with, const position& since,
                                            const matcher& ours, net::instant deadline,
                                            const net::cancellation& cancel, session_report& report) {
    co_await leave();
    used_ = {with.text, false};
    access_settings how = how_;
    how.user.token = with.text;
    how.user.host = how.server.host;
    how.user.port = how.server.port;
    box_ = make_(std::move(how));
    co_return co_await box_->scan(since, ours, deadline, cancel, report);
  }

  std::shared_ptr<source> from_;
  access_settings how_;
  mailbox_maker make_;
  access_token used_;  // by box_
  std::unique_ptr<mailbox> box_;
};

}  // namespace

std::unique_ptr<mailbox> make_mailbox(std::shared_ptr<source> from, access_settings how, mailbox_maker make) {
  return std::make_unique<token_mailbox>(std::move(from), std::move(how), std::move(make));
}

}  // namespace watchpost::mail::oauth
