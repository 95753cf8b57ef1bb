// What every session may use. Owned by the server, which outlives all sessions.
#pragma once

#include "connection.h"
#include "delivery.h"
#include "sasl.h"
#include "text.h"

#include <algorithm>
#include <map>
#include <set>

namespace watchpost::sandbox {

// Sessions that want to hear about changed mailboxes while their client is silent (IMAP IDLE). I/O thread
// only.
class idle_listener {
 public:
  virtual ~idle_listener() = default;
  virtual void mailboxes_changed() = 0;
};

struct services {
  const options& settings;
  const time_source& time;
  mailstore& store;
  delivery& deliveries;
  tally& counts;
  authenticator& sign_in;
  std::function<void()> wake_waiters;  // a counter changed that server::wait_until may be about
  std::set<idle_listener*> idlers{};
  std::map<account_id, time_point> pop3_sign_ins{};  // the last of each

  bool offers(std::string_view capability) const {
    return std::ranges::none_of(settings.without, [&](const auto& w) { return iequals(w, capability); });
  }
  bool allows_clear_password(const connection& link) const { return link.is_tls() || settings.clear_sign_in; }
  bool offers_mechanism(std::string_view name, const connection& link) const {
    return std::ranges::any_of(settings.mechanisms, [&](const auto& m) { return iequals(m, name); }) &&
           (allows_clear_password(link) || !authenticator::shows_password(name));
  }
  // The mechanisms that may be used now, each behind `separator`.
  std::string mechanism_list(const connection& link, std::string_view separator) const {
    std::string list;
    for (const auto& name : settings.mechanisms) {
      if (offers_mechanism(name, link)) list.append(separator).append(upper(name));
    }
    return list;
  }
  void tls_started(const connection& link) {
    ++counts.tls_handshakes;
    if (link.tls_resumed()) ++counts.tls_resumed;
  }
  void signed_in(protocol p, bool success) {
    ++(success ? counts.of(p).sign_ins : counts.of(p).failed_sign_ins);
    wake_waiters();
  }
};

// `link` stays alive in the caller until they end.
asio::awaitable<void> serve_smtp(const std::shared_ptr<connection>& link, services& with);
asio::awaitable<void> serve_imap(const std::shared_ptr<connection>& link, services& with);
asio::awaitable<void> serve_pop3(const std::shared_ptr<connection>& link, services& with);

}  // namespace watchpost::sandbox
