#include "mail/message/signed_part.h"
#include "rules.h"
#include "sender.h"
#include "smime.h"

#include <algorithm>

namespace watchpost::mail_command::identity {

signature verify_signature(std::string_view message, const access_rules& rules, std::string_view from,
                           std::int64_t now_ms) {
  using mail::message::signed_form;
  const bool pinned = std::any_of(rules.signers.begin(), rules.signers.end(),
                                  [&](const signer& s) { return same_address(s.address, from); });
  if (!pinned) return {};
  const auto part = mail::message::read_signed_part(message);
  if (part.form == signed_form::none) return {};
  if (part.form == signed_form::broken) {
    signature out;
    out.state = signature_state::bad;
    out.fault = part.fault;
    return out;
  }
  const std::string_view content = part.content;
  return verify_cms(part.der, part.form == signed_form::detached ? &content : nullptr, rules.signers, from,
                    now_ms);
}

}  // namespace watchpost::mail_command::identity
