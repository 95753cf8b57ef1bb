#include "remembered.h"

namespace watchpost::mail::imap {

// Kept as "before\nafter".
remembered_capabilities recall(net::network& net, const access_settings& how) {
  const std::string& text = net.remembered(how.server, how.tls).capabilities;
  const auto end = text.find('\n');
  if (end == text.npos) return {};
  return {capabilities(std::string_view(text).substr(0, end)),
          capabilities(std::string_view(text).substr(end + 1))};
}

void remember(net::network& net, const access_settings& how, const remembered_capabilities& known) {
  net.remembered(how.server, how.tls).capabilities = known.before.text() + '\n' + known.after.text();
}

void forget(net::network& net, const access_settings& how) {
  net.remembered(how.server, how.tls).capabilities.clear();
}

}  // namespace watchpost::mail::imap
