// Stored values: the first byte names the key, the rest is what a damaged or foreign store has there. It is read whole
// or refused, and what was read comes back.
#include "email_monitor/ledger.h"
#include "mail/imap/position.h"
#include "mail/json/record.h"
#include "mail/oauth/token_store.h"
#include "mail/pop3/listing.h"
#include "mail_command/journal/durable_state.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

namespace {

using namespace watchpost;

void require(bool holds) {
  if (!holds) std::abort();
}

template <class T>
void again(std::string_view text) {
  const auto one = mail::json::read_record<T>(text);
  if (!one) return;
  const std::string record = mail::json::to_record(*one);
  const auto two = mail::json::read_record<T>(record);
  require(two && mail::json::to_record(*two) == record);
}

constexpr std::array<const char*, 23> keys{
    "identity",      "position",      "elsewhere",  "sequence",      "note.refused.mail", "probe.1",
    "seen.a",        "once.a",        "unproven.a", "request.0f",    "revert.k",          "waiting.1",
    "dropped.a",     "rates",         "attempts",   "clock",         "alarm.of.a",        "alarm.seen",
    "alarm.tongues", "outbox.counts", "outbox.1",   "outbox.1.text", "oauth.refresh"};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string text(reinterpret_cast<const char*>(data) + 1, size - 1);
  const plugin::entries stored{{keys[data[0] % keys.size()], text}};
  std::string why;
  const auto book = email_monitor::ledger::load(stored, why);
  require(book.has_value() == why.empty());
  why.clear();
  const auto state = mail_command::journal::durable_state::load(stored, 20, why);
  require((state != nullptr) == why.empty());
  again<mail_command::journal::request>(text);
  again<mail_command::journal::revert>(text);
  again<mail_command::journal::pending_confirmation>(text);
  again<mail_command::identity::attempts>(text);
  again<mail_command::identity::mailed_code>(text);
  if (const auto token = mail::oauth::read_kept_token(text))
    require(mail::oauth::read_kept_token(to_record(*token)).has_value());
  if (const auto known = mail::pop3::from_position(text))
    require(mail::pop3::from_position(mail::pop3::to_position(*known)) == known);
  if (const auto at = mail::imap::parse_position(text)) {
    const std::string back = mail::imap::to_position(*at);
    require(mail::imap::parse_position(back) && !mail::imap::uids_to_read(*at).empty());
  }
  if (const auto all = mail::imap::parse_folder_positions(text)) {
    const std::string back = mail::imap::to_position(*all);
    const auto same = mail::imap::parse_folder_positions(back);
    require(same && mail::imap::to_position(*same) == back);
  }
  return 0;
}
