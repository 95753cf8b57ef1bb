// Whether a mail is to be carried out at all. The order: automatic mail, whom it is addressed to, and its size;
// what was handled before; the text; who wrote it, and by what proof; how often; freshness.
#pragma once

#include "mail/mailbox.h"
#include "mail_command/grammar/parse.h"
#include "mail_command/journal/request.h"
#include "mail_command/runtime/context.h"

#include <chrono>
#include <string>
#include <string_view>

namespace watchpost::mail_command::intake {

enum class verdict_on_mail : std::uint8_t {
  take,
  drop,     // in silence; `why` is for the audit log
  old,      // by a known writer, but not fresh
  too_big,  // by a writer who proved it
};

struct screened {
  verdict_on_mail is = verdict_on_mail::drop;
  std::string why;  // "stranger", "replayed", ...
  journal::correspondence mail;
  identity::assessment author;
  grammar::parsed text;
  std::vector<std::string> remarks;  // of the reader
};

// Counts what it drops. `slack`: by how much mail may be older than it had to be, as nobody looked.
screened screen(runtime::context& ctx, const mail::message_info& s, std::chrono::milliseconds slack);

// The Message-ID without <>; empty: none.
std::string message_id_of(std::string_view header);

// What a mail that proved nothing is remembered by: its place in the mailbox, too. By its Message-ID alone it
// would stand for one that is proven.
std::string unproven_id(const mail::message_info& s, const std::string& id_if_proven);

// Whether Date and arrival, as far as they are known, are within `window` of now; mail without a Date is not
// fresh.
bool is_fresh(std::string_view header, std::optional<std::int64_t> arrived_seconds, std::int64_t now_ms,
              std::chrono::milliseconds window);

}  // namespace watchpost::mail_command::intake
