#include "broker.h"

#include "account.h"
#include "mail/imap/mailbox.h"
#include "mail/pop3/mailbox.h"
#include "shared_session.h"

#include <utility>

namespace watchpost::mail {

std::shared_ptr<account> broker::account_of(bool pop3, const access_settings& how) {
  if (accounts_.size() >= swept_at_) {
    std::erase_if(accounts_, [](const auto& entry) { return entry.second.expired(); });
    swept_at_ = 2 * accounts_.size() + 16;
  }
  auto& known = accounts_[{pop3, how.server.host, how.server.port, how.user.username}];
  auto found = known.lock();
  if (!found) {
    found = std::make_shared<account>(net_, pop3 ? &pop3::make_shared_mailbox : &imap::make_shared_mailbox);
    known = found;
  }
  return found;
}

std::unique_ptr<mailbox> broker::imap(access_settings how) {
  auto of = account_of(false, how);
  return std::make_unique<shared_session>(std::move(of), std::move(how));
}

std::unique_ptr<mailbox> broker::pop3(access_settings how) {
  auto of = account_of(true, how);
  return std::make_unique<shared_session>(std::move(of), std::move(how));
}

}  // namespace watchpost::mail
