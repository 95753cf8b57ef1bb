// The answer to a mail, on its way into the outbox.
#pragma once

#include "mail_command/grammar/parse.h"
#include "mail_command/journal/request.h"
#include "mail_command/runtime/context.h"
#include "transcript.h"

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace watchpost::mail_command::reply {

voice voice_for(const runtime::context& ctx, bool japanese);

// What the answer says beside its lines.
struct answer_words {
  std::string principal;  // whom it was carried out for; empty: not said
  std::vector<std::string> remarks;
  std::optional<grammar::doubt> in_doubt;
};

// The edits that queue it, to be committed with the outcome. An answer that cannot be sent is counted as such
// and leaves the edits empty.
plugin::edits answer(runtime::context& ctx, const journal::correspondence& mail,
                     std::span<const line_result> lines, answer_words with);

}  // namespace watchpost::mail_command::reply
