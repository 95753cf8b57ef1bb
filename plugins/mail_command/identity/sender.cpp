#include "sender.h"

#include "mail/message/address.h"
#include "mail/text/ascii.h"

#include <optional>

namespace watchpost::mail_command::identity {
namespace {

namespace ascii = mail::ascii;

constexpr std::size_t longest_from = 4096, deepest_comment_of_from = 8;

// One mailbox of RFC 5322 section 3.4 and nothing else: an address, or a display name and an address in angle
// brackets, comments anywhere. What other readers might understand in another way is refused rather than
// guessed at: groups, routes, several addresses, quoted local parts, a name without quotes that holds '@'.
class mailbox_reader {
 public:
  explicit mailbox_reader(std::string_view body) : rest_(body) {}

  std::optional<std::string> read() {
    std::string bare;      // outside of brackets and comments, blanks dropped
    std::string unquoted;  // the same outside of quotes
    std::string bracket;   // between < and >
    bool closed = false;
    while (skip_blanks_and_comments() && !rest_.empty()) {
      const char c = rest_.front();
      if (closed || c == ',' || c == ';' || c == ':' || c == '>' || c == '\\') return std::nullopt;
      if (c == '"') {
        const auto quoted = take_quoted();
        if (quoted.empty()) return std::nullopt;
        bare += quoted;
      } else if (c == '<') {
        const auto end = rest_.find('>');
        if (end == std::string_view::npos) return std::nullopt;
        bracket = rest_.substr(1, end - 1);
        rest_.remove_prefix(end + 1);
        closed = true;
      } else {
        bare += c;
        unquoted += c;
        rest_.remove_prefix(1);
      }
    }
    if (broken_) return std::nullopt;
    if (!closed) return bare;
    if (unquoted.find('@') != std::string::npos) return std::nullopt;
    return bracket;
  }

 private:
  bool skip_blanks_and_comments() {
    std::size_t depth = 0;
    for (; !rest_.empty(); rest_.remove_prefix(1)) {
      const char c = rest_.front();
      if (c == '(')
        broken_ = broken_ || ++depth > deepest_comment_of_from;
      else if (c == ')' && depth != 0)
        --depth;
      else if (c == '\\' && depth != 0 && rest_.size() > 1)
        rest_.remove_prefix(1);
      else if (depth == 0 && !ascii::is_blank(c))
        break;
    }
    broken_ = broken_ || depth != 0;
    return !broken_;
  }

  // With its quotes; empty: it has no end.
  std::string_view take_quoted() {
    std::size_t end = 1;
    while (end < rest_.size() && rest_[end] != '"') end += rest_[end] == '\\' ? 2 : 1;
    if (end >= rest_.size()) return {};
    const auto out = rest_.substr(0, end + 1);
    rest_.remove_prefix(end + 1);
    return out;
  }

  std::string_view rest_;
  bool broken_ = false;
};

sender nobody(std::string_view fault) { return {.address = {}, .fault = std::string(fault)}; }

}  // namespace

sender read_sender(const mail::message::header_fields& header) {
  std::optional<std::string> body;
  for (const mail::message::header_field& field : header) {
    if (!ascii::same_word(field.name, "From")) continue;
    if (!field.strict) return nobody("the From field has blanks before its colon");
    if (body) return nobody("there is more than one From field");
    body = field.unfolded();
  }
  if (!body) return nobody("there is no From field");
  if (body->size() > longest_from) return nobody("the From field is too long");
  const auto address = mailbox_reader(*body).read();
  if (!address) return nobody("the From field is not one mailbox");
  sender out{.address = canonical_address(*address), .fault = {}};
  if (out.address.empty()) return nobody("the From field has no plain ASCII address");
  // Who answers reads the field by other means; the two must understand the same.
  const auto other = mail::message::read_addresses(header, "From");
  if (other.fields != 1 || other.groups || other.found.size() != 1 || !other.fault.empty() ||
      canonical_address(other.found.front()) != out.address)
    return nobody("the From field can be understood in two ways");
  return out;
}

}  // namespace watchpost::mail_command::identity
