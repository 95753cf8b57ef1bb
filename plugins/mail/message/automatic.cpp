#include "automatic.h"

#include "encode.h"
#include "mail/text/ascii.h"
#include "mime.h"

#include <algorithm>
#include <optional>

namespace watchpost::mail::message {
namespace {

using kind = automatic_kind;

struct sign {
  std::string_view field;
  std::string_view value;  // what its body begins with, any case; empty: whatever it holds
  kind says;
};

// In the order in which they are asked.
constexpr std::array signs{
    sign{"X-Failed-Recipients", "", kind::bounce},  // Exim
    sign{"X-MS-Exchange-Message-Is-Ndr", "", kind::bounce},
    sign{"Auto-Submitted", "auto-replied", kind::reply},  // RFC 3834 section 5
    sign{"Precedence", "auto_reply", kind::reply},
    sign{"X-Autoreply", "", kind::reply},
    sign{"X-Autorespond", "", kind::reply},
    sign{"X-Auto-Reply-From", "", kind::reply},
    sign{"X-Vacation", "", kind::reply},
    sign{"Auto-Submitted", "auto-", kind::generated},  // auto-generated, auto-notified (RFC 5436)
    sign{"List-Id", "", kind::list},                   // RFC 2919
    sign{"List-Post", "", kind::list},                 // RFC 2369
    sign{"List-Unsubscribe", "", kind::list},
    sign{"Precedence", "list", kind::list},
    sign{"Precedence", "bulk", kind::generated},
    sign{"Precedence", "junk", kind::generated},
};

// How the Subject of an automatic reply begins: RFC 3834 section 3.1.5 and Sieve's vacation; Exchange, Gmail
// and others in the languages of their users.
constexpr std::array<std::string_view, 18> subjects{"Auto:",
                                                    "Autoreply",
                                                    "Auto-reply",
                                                    "Automatic reply",
                                                    "Out of office",
                                                    "Automatische Antwort",
                                                    "Abwesenheit",
                                                    "Réponse automatique",
                                                    "Respuesta automática",
                                                    "Risposta automatica",
                                                    "Resposta automática",
                                                    "Automatisch antwoord",
                                                    "自動応答",
                                                    "自動返信",
                                                    "不在通知",
                                                    "自动答复",
                                                    "自動回覆",
                                                    "자동 회신"};

std::string shown(std::string_view field, std::string_view body) {
  return one_line(std::string{field} + (body.empty() ? "" : ": ") + std::string{body});
}

// Of MAILER-DAEMON, as RFC 2142's postmaster is written to by people too.
bool of_mailer_daemon(std::string_view from) {
  if (const auto angle = from.find('<'); angle != from.npos) from.remove_prefix(angle + 1);
  constexpr std::string_view daemon = "mailer-daemon";
  return ascii::same_word(from.substr(0, daemon.size()), daemon);
}

std::optional<automatic> by_reports(const header_fields& header) {
  const auto body = header.body("Content-Type");
  if (!body || !may_be_report(*body)) return std::nullopt;
  const auto type = read_content_type(*body);
  if (type.name != "multipart/report") return std::nullopt;
  // RFC 8098 receipts are replies; feedback (RFC 5965) and TLS reports (RFC 8460) come unasked.
  const bool receipt = type.report_type == "disposition-notification";
  const bool delivery = type.report_type.empty() || type.report_type == "delivery-status";
  return automatic{receipt    ? kind::reply
                   : delivery ? kind::bounce
                              : kind::generated,
                   shown("Content-Type", *body)};
}

bool holds(const sign& s, std::string_view body) {
  if (!s.value.empty()) return ascii::begins(body, s.value);
  return !ascii::same_word(body, "no") && !ascii::same_word(body, "none");
}

bool subject_says_reply(std::string_view subject) {
  const std::string text = decode_words(subject);
  return std::any_of(subjects.begin(), subjects.end(),
                     [&](auto front) { return ascii::begins(text, front); });
}

}  // namespace

std::vector<std::string> automatic_fields() {
  std::vector<std::string> names{"Content-Type", "From", "Return-Path", "Subject"};
  for (const sign& s : signs)
    if (!ascii::holds_word(names, s.field)) names.emplace_back(s.field);
  return names;
}

automatic how_automatic(const header_fields& header) {
  if (auto report = by_reports(header)) return *std::move(report);
  if (const auto from = header.body("From"); from && of_mailer_daemon(*from))
    return {kind::bounce, shown("From", *from)};
  const auto subject = header.body("Subject");
  const bool replies = subject && subject_says_reply(*subject);
  for (const sign& s : signs)
    if (const auto body = header.body(s.field); body && holds(s, *body))
      return {replies && s.says == kind::generated ? kind::reply : s.says, shown(s.field, *body)};
  if (header.body("Return-Path") == "<>") return {replies ? kind::reply : kind::bounce, "Return-Path: <>"};
  if (replies) return {kind::perhaps, shown("Subject", decode_words(*subject))};
  return {};
}

}  // namespace watchpost::mail::message
