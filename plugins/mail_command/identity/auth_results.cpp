#include "auth_results.h"

#include "mail/text/ascii.h"

#include <algorithm>
#include <array>

namespace watchpost::mail_command::identity {
namespace {

using mail::ascii::same_word;

constexpr std::size_t most_fields = 16;  // of a run

// What filters of a server write between their Authentication-Results.
constexpr std::array<std::string_view, 3> between{"DKIM-Filter", "DMARC-Filter", "Received-SPF"};

auth_seen none(std::string fault) { return {.results = {}, .fault = std::move(fault)}; }

}  // namespace

auth_seen read_auth_results(const mail::message::header_fields& header, const auth_server& ours) {
  auth_seen out;
  std::size_t received = 0, run = 0;
  bool tells_dmarc = false;
  for (const mail::message::header_field& field : header) {
    if (!same_word(field.name, "Authentication-Results")) {
      if (run != 0 && !mail::ascii::holds_word(between, field.name)) break;
      if (same_word(field.name, "Received") && ++received > ours.received)
        return none("no Authentication-Results above the Received field of another server");
      continue;
    }
    if (!field.strict) return none("an Authentication-Results has blanks before its colon");
    auth_field read = read_auth_field(field.unfolded());
    if (!same_word(read.server, ours.id)) {
      if (run != 0) break;
      return none("the topmost Authentication-Results is not of " + ours.name());
    }
    if (read.broken) return none("an Authentication-Results of " + ours.name() + " cannot be read");
    if (++run > most_fields) return none("too many Authentication-Results");
    // A server that does not judge DMARC may let a forged judgement stand right below its own fields.
    const bool judges = std::any_of(read.results.begin(), read.results.end(),
                                    [](const auto& r) { return r.method == "dmarc"; });
    if (run == 1) tells_dmarc = judges;
    if (judges && !tells_dmarc) return none("the topmost Authentication-Results has no dmarc result");
    std::move(read.results.begin(), read.results.end(), std::back_inserter(out.results));
  }
  if (run == 0) return none("no Authentication-Results of " + ours.name());
  return out;
}

}  // namespace watchpost::mail_command::identity
