// A mailbox as a user of the broker holds it: each scan() begins with waiting for a turn. Internal.
#pragma once

#include "account.h"

#include <memory>

namespace watchpost::mail {

class shared_session final : public mailbox {
 public:
  shared_session(std::shared_ptr<account> of, access_settings how);
  ~shared_session() override;
  shared_session(const shared_session&) = delete;
  shared_session& operator=(const shared_session&) = delete;

  net::task<result<mailbox_scan>> scan(position since, matcher ours, net::instant deadline,
                                       net::cancellation cancel, session_report& report) override;
  net::task<result<mailbox_scan>> scan_folders(position since, matcher ours) override;
  net::task<result<void>> wait_for_news(net::instant until) override;
  net::task<result<std::uint32_t>> remove(std::vector<std::string> ids) override;
  net::task<result<std::uint32_t>> move(std::vector<std::string> ids, std::string folder) override;
  net::task<void> pause() override;
  net::task<void> leave() override;

 private:
  struct terms {
    net::instant deadline{};
    net::cancellation cancel;
    session_report* report = nullptr;
  };

  net::task<result<void>> take_turn();
  net::task<result<void>> await_end();
  net::task<result<std::uint32_t>> remove_together(std::vector<std::string> ids);

  std::shared_ptr<account> account_;
  access_settings how_;
  guest me_;
  terms terms_;  // of the latest scan
  position since_;
  matcher ours_;
};

}  // namespace watchpost::mail
