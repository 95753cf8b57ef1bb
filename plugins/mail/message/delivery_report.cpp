#include "delivery_report.h"

#include "header.h"
#include "mail/text/ascii.h"
#include "mime.h"

#include <algorithm>
#include <array>

namespace watchpost::mail::message {
namespace {

constexpr std::size_t max_recipients = 100;
constexpr std::size_t max_groups = 1000;
constexpr std::array<std::string_view, 2> status_types{"message/delivery-status",
                                                       "message/global-delivery-status"};
constexpr std::array<std::string_view, 4> returned_types{"text/rfc822-headers", "message/rfc822",
                                                         "message/global-headers", "message/global"};

bool is_report(const content_type& type) {
  return type.name == "multipart/report" &&
         (type.report_type.empty() || type.report_type == "delivery-status");
}

std::string text_of(std::string_view group, std::string_view name) {
  return one_line(field(group, name).value_or(""));
}

// A value behind its type (RFC 3464 section 2.1.2): "dns; mx.example.org".
std::string typed(std::string_view group, std::string_view name) {
  const auto body = field(group, name).value_or("");
  const auto semicolon = body.find(';');
  return one_line(semicolon == body.npos ? body : body.substr(semicolon + 1));
}

std::string mailbox(std::string text) {
  if (text.size() > 2 && text.front() == '<' && text.back() == '>') return text.substr(1, text.size() - 2);
  return text;
}

std::string action_of(std::string_view group) {
  std::string word = text_of(group, "Action");
  word.erase(std::find_if_not(word.begin(), word.end(), ascii::is_alpha), word.end());
  return ascii::lowered(word);
}

// Three numbers with dots (RFC 3463 section 2), from the front of what may go on with words.
std::string status_of(std::string_view group) {
  std::string code = text_of(group, "Status");
  code.erase(
      std::find_if_not(code.begin(), code.end(), [](char c) { return ascii::is_digit(c) || c == '.'; }),
      code.end());
  const bool whole = code.size() >= 5 && code.size() <= 9 && code[1] == '.' && code.back() != '.' &&
                     std::count(code.begin(), code.end(), '.') == 2 && code[2] != '.';
  return whole ? code : std::string{};
}

bool is_recipient(std::string_view group) {
  return field(group, "Final-Recipient") || field(group, "Action") || field(group, "Status");
}

// RFC 3464 section 2.1: groups of fields, empty lines between them; the first is about the message.
void read_status(std::string_view content, delivery_report& out) {
  for (std::size_t groups = 0; !content.empty() && groups < max_groups; ++groups) {
    const auto group = header_block(content);
    content.remove_prefix(group.size());
    if (out.reporting_mta.empty()) out.reporting_mta = typed(group, "Reporting-MTA");
    if (!is_recipient(group) || out.recipients.size() == max_recipients) continue;
    out.recipients.push_back({mailbox(typed(group, "Final-Recipient")), action_of(group), status_of(group),
                              typed(group, "Diagnostic-Code"), typed(group, "Remote-MTA")});
  }
}

}  // namespace

bool looks_like_delivery_report(std::string_view header) {
  const auto type = field(header, "Content-Type");
  return type && may_be_report(*type) && is_report(read_content_type(*type));
}

std::optional<delivery_report> read_delivery_report(std::string_view beginning_of_message) {
  if (!looks_like_delivery_report(beginning_of_message)) return std::nullopt;
  const auto message = read_mime(beginning_of_message);
  if (!message || !is_report(message->type)) return std::nullopt;
  delivery_report out;
  bool found = false;
  for (const part& p : message->parts) {
    if (p.depth != 1) continue;
    if (!found && ascii::holds_word(status_types, p.type.name)) {
      found = true;
      read_status(p.content, out);
    } else if (out.returned_header.empty() && ascii::holds_word(returned_types, p.type.name)) {
      out.returned_header = p.content;
    }
  }
  if (!found) return std::nullopt;
  return out;
}

}  // namespace watchpost::mail::message
