#include "issuer.h"

#include "account.h"

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
  shared->join(with, decode_kept_token(stored));
  return std::make_shared<member>(std::move(shared), with);
}

}  // namespace watchpost::mail::oauth
