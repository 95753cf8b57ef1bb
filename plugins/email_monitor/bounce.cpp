#include "bounce.h"

#include "mail/text/ascii.h"

#include <algorithm>

namespace watchpost::email_monitor {

bounce about(const mail::message::delivery_report& report, std::string_view to) {
  const auto& all = report.recipients;
  auto it = std::find_if(all.begin(), all.end(),
                         [&](const auto& r) { return mail::ascii::same_word(r.final_recipient, to); });
  if (it == all.end())
    it = std::find_if(all.begin(), all.end(), [](const auto& r) { return r.action == "failed"; });
  if (it == all.end()) it = all.begin();
  if (it == all.end()) return {.host = report.reporting_mta, .status = {}, .words = {}, .action = {}};
  return {.host = it->remote_mta.empty() ? report.reporting_mta : it->remote_mta,
          .status = it->status,
          .words = it->diagnostic,
          .action = it->action};
}

std::string to_string(const bounce& b) {
  std::string text = b.host.empty() ? "a mail server" : b.host;
  text += ": ";
  if (!b.status.empty() && b.words.find(b.status) == std::string::npos)
    text += b.status + (b.words.empty() ? "" : " ");
  text += b.words;
  if (b.status.empty() && b.words.empty()) text += "no reason given";
  return text;
}

}  // namespace watchpost::email_monitor
