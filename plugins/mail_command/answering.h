// The answer to a mail, on its way into the outbox.
#pragma once

#include "answer/transcript.h"
#include "desk.h"
#include "request.h"

#include <span>
#include <string>
#include <vector>

namespace watchpost::mail_command {

voice voice_for(const desk& d, bool japanese);

// The edits that queue it, to be committed with the outcome. An answer that cannot be sent is counted as such
// and leaves the edits empty.
edits answer(desk& d, const correspondence& mail, const std::string& principal,
             std::span<const line_result> lines, std::vector<std::string> remarks);

}  // namespace watchpost::mail_command
