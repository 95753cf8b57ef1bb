#include "virtual_time.h"

namespace watchpost::python {

std::vector<std::shared_ptr<sandbox::server>> virtual_time::sandboxes() const {
  const std::lock_guard lock(mutex_);
  std::vector<std::shared_ptr<sandbox::server>> all;
  for (const auto& each : sandboxes_)
    if (auto server = each.lock()) all.push_back(std::move(server));
  return all;
}

std::uint64_t virtual_time::activity() const {
  std::uint64_t sum = 0;
  for (const auto& server : sandboxes()) {
    server->settle();
    const auto counts = server->count();
    for (const auto* of : {&counts.smtp, &counts.imap, &counts.pop3})
      sum += of->sessions + of->open_sessions + of->commands + of->received + of->sent;
    sum += counts.tls_handshakes;
  }
  return sum;
}

std::uint64_t virtual_time::open_sessions() const {
  std::uint64_t sum = 0;
  for (const auto& server : sandboxes()) {
    server->settle();
    const auto counts = server->count();
    for (const auto* of : {&counts.smtp, &counts.imap, &counts.pop3}) sum += of->open_sessions;
  }
  return sum;
}

}  // namespace watchpost::python
