// Feeds any rows, one a line, to the reader of rules; the first byte chooses their kind. And any text to the
// reader of codes.
#include "mail_command/identity/rules.h"
#include "mail_command/identity/totp.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>
#include <vector>

namespace {

void require(bool truth) {
  if (!truth) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace watchpost::mail_command::identity;
  if (size == 0) return 0;
  const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);

  rule_rows rows;
  std::vector<std::string_view>* const kinds[] = {&rows.allow, &rows.user, &rows.totp, &rows.signer};
  const std::size_t kind = data[0] % 5;
  if (kind == 4) {
    rows.authserv = text;
  } else {
    for (std::size_t at = 0; at < text.size();) {
      const auto end = std::min(text.find('\n', at), text.size());
      kinds[kind]->push_back(text.substr(at, end - at));
      at = end + 1;
    }
  }
  std::vector<watchpost::mail_command::rows::fault> faults;
  const access_rules rules = read_rules(rows, faults);
  for (const auto& fault : faults) require(!fault.text.empty() && !fault.key.empty());
  for (const auto& rule : rules.allow) {
    require(rule.asked.has(rule.of_user ? proof::password : proof::address));
    require(!rule.points.empty() && !rule.who.empty());
  }
  for (const auto& user : rules.users) require(!user.name.empty());
  for (const auto& totp : rules.totp) require(totp.key.bytes.reveal().size() >= 16);

  (void)totp_key{}.step_of(text, 1'795'608'000'000);
  return 0;
}
