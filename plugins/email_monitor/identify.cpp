#include "identify.h"

#include "../mail/message/automatic.h"
#include "../mail/message/delivery_report.h"
#include "../mail/message/header.h"
#include "probe_message.h"

#include <algorithm>

namespace watchpost::email_monitor {
namespace {

using mail::message::field;

// Our own probes say that they are generated.
bool is_automatic_answer(std::string_view header) {
  const auto kind = mail::message::how_automatic(header).kind;
  return kind == mail::message::automatic_kind::reply || kind == mail::message::automatic_kind::bounce;
}

// It may be a probe of ours whose field was stripped and whose Message-ID was rewritten: the body tells.
bool may_be_stripped_probe(std::string_view header, const std::string& from) {
  const auto subject = field(header, "Subject");
  const auto sender = field(header, "From");
  return subject && subject->find(subject_words) != std::string::npos && sender &&
         sender->find(from) != std::string::npos && !field(header, "In-Reply-To") &&
         !field(header, "References");
}

identified by_seal(const unsealed& found) {
  if (found.kind == seal_kind::ours) return {.is = letter::probe, .what = found.what, .about = {}};
  if (found.kind == seal_kind::forged) return {.is = letter::forged, .what = {}, .about = {}};
  return {};
}

identified by_report(const identity& who, const std::string& to, std::string_view beginning) {
  const auto report = mail::message::read_delivery_report(beginning);
  if (!report) return {};
  const unsealed found = read_probe(who, report->returned_header);
  if (found.kind != seal_kind::ours) return by_seal(found);
  return {.is = letter::report, .what = found.what, .about = about(*report, to)};
}

}  // namespace

std::vector<std::string> identifying_fields() {
  std::vector<std::string> fields = mail::message::automatic_fields();
  for (const std::string_view name :
       {probe_field, std::string_view("Message-ID"), std::string_view("Content-Type"),
        std::string_view("Subject"), std::string_view("From"), std::string_view("In-Reply-To"),
        std::string_view("References"), std::string_view("Received")})
    if (std::find(fields.begin(), fields.end(), name) == fields.end()) fields.emplace_back(name);
  return fields;
}

identified identify(const identity& who, const std::string& from, const std::string& to,
                    const mail::sighting& s) {
  const bool report = mail::message::looks_like_delivery_report(s.header);
  if (!s.body.empty()) return report ? by_report(who, to, s.body) : by_seal(read_body(who, s.body));
  if (report) return {.is = letter::ask_body, .what = {}, .about = {}};
  identified found = by_seal(read_probe(who, s.header));
  if (found.is == letter::probe && is_automatic_answer(s.header)) found.is = letter::answer;
  if (found.is == letter::foreign && !is_automatic_answer(s.header) && may_be_stripped_probe(s.header, from))
    found.is = letter::ask_body;
  return found;
}

}  // namespace watchpost::email_monitor
