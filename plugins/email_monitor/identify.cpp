#include "identify.h"

#include "mail/message/address.h"
#include "mail/message/automatic.h"
#include "mail/message/delivery_report.h"
#include "mail/message/encode.h"
#include "mail/message/header.h"
#include "mail/text/ascii.h"
#include "probe_message.h"

#include <algorithm>
#include <array>

namespace watchpost::email_monitor {
namespace {

using mail::message::header_fields;

// Our own probes say that they are generated.
bool is_automatic_answer(const header_fields& header) {
  using mail::message::automatic_kind;
  const auto kind = mail::message::how_automatic(header).kind;
  return kind == automatic_kind::reply || kind == automatic_kind::bounce || kind == automatic_kind::perhaps;
}

// A person's programs say so when they answer or forward a message.
constexpr std::array answer_fields{"In-Reply-To", "References", "X-Forwarded-Message-Id"};

std::string subject(const header_fields& header) {
  return mail::message::decode_words(header.body("Subject").value_or(std::string()));
}

// It may be a probe of ours whose field was stripped and whose Message-ID was rewritten: the body tells.
bool may_be_stripped_probe(const header_fields& header, const std::string& from) {
  const auto answers = [&](const char* name) { return header.body(name).has_value(); };
  if (std::any_of(answer_fields.begin(), answer_fields.end(), answers)) return false;
  if (subject(header).find(subject_words) == std::string::npos) return false;
  const auto senders = mail::message::read_addresses(header, "From");
  return senders.found.size() == 1 && mail::ascii::same_word(senders.found.front(), from);
}

// Takes "[EXT]", "(extern)", "***SPAM***" off, but no "[Fwd]".
std::string_view without_tags(std::string_view text) {
  constexpr std::array<std::string_view, 6> answers{"re", "aw", "fw", "fwd", "wg", "tr"};
  for (;;) {
    const auto begin = text.find_first_not_of(' ');
    if (begin == text.npos) return {};
    text.remove_prefix(begin);
    const auto opening = std::string_view("[({*").find(text.front());
    if (opening == std::string_view::npos) return text;
    const char closing = "])}*"[opening];
    const auto inside = text.find_first_not_of(text.front());
    const auto end = text.find(closing, inside);
    if (inside == text.npos || end == text.npos) return text;
    const auto tag = text.substr(inside, end - inside);
    if (mail::ascii::holds_word(answers, tag)) return text;
    text.remove_prefix(std::min(text.find_first_not_of(closing, end), text.size()));
  }
}

// The header is as we wrote it.
bool is_as_written(const header_fields& header, const writing& our, const token& t) {
  const auto sender = header.body("From").value_or(std::string());
  const std::array plain{our.from, '<' + our.from + '>'};
  return mail::ascii::holds_word(plain, sender) &&
         without_tags(subject(header)) == subject_of(t, our.instance);
}

identified by_seal(const unsealed& found) {
  identified result;
  if (found.kind == seal_kind::ours) result.kind = message_kind::probe;
  if (found.kind == seal_kind::forged) result.kind = message_kind::forged;
  result.token = found.token;
  return result;
}

identified by_body(const identity& self, const writing& our, const mail::message_info& s) {
  const body_proof found = read_body(self, s.body);
  identified result = by_seal(found.seal);
  result.may_delete = found.text_is_ours && is_as_written(header_fields(s.header), our, result.token);
  return result;
}

identified by_report(const identity& self, const std::string& to, std::string_view beginning) {
  const auto report = mail::message::read_delivery_report(beginning);
  if (!report) return {};
  const unsealed found = read_probe(self, report->returned_header);
  if (found.kind != seal_kind::ours) return by_seal(found);
  identified result;
  result.kind = message_kind::report;
  result.token = found.token;
  result.bounce = about(*report, to);
  return result;
}

}  // namespace

std::vector<std::string> identifying_fields() {
  std::vector<std::string> fields = mail::message::automatic_fields();
  for (const std::string_view name :
       {probe_field, std::string_view("Message-ID"), std::string_view("Content-Type"),
        std::string_view("Subject"), std::string_view("From"), std::string_view("Received")})
    if (std::find(fields.begin(), fields.end(), name) == fields.end()) fields.emplace_back(name);
  for (const char* name : answer_fields)
    if (std::find(fields.begin(), fields.end(), name) == fields.end()) fields.emplace_back(name);
  return fields;
}

identified identify(const identity& self, const writing& our, const mail::message_info& s) {
  const bool report = mail::message::looks_like_delivery_report(s.header);
  if (!s.body.empty()) return report ? by_report(self, our.to, s.body) : by_body(self, our, s);
  identified asks;
  asks.kind = message_kind::ask_body;
  if (report) return asks;
  identified found = by_seal(read_probe(self, s.header));
  const header_fields header(s.header);
  const bool automatic = is_automatic_answer(header);
  if (found.kind == message_kind::probe && automatic) found.kind = message_kind::answer;
  if (found.kind == message_kind::foreign && !automatic && may_be_stripped_probe(header, our.from))
    return asks;
  return found;
}

}  // namespace watchpost::email_monitor
