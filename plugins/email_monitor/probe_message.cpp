#include "probe_message.h"

#include "mail/message/compose.h"
#include "mail/message/header.h"
#include "mail/message/text_of_mail.h"

namespace watchpost::email_monitor {
namespace {

std::string_view domain_of(std::string_view address) {
  const auto at = address.rfind('@');
  return at == std::string_view::npos ? "localhost" : address.substr(at + 1);
}

std::string ascii(std::string text) {
  for (char& c : text)
    if (c < ' ' || c > '~') c = '?';
  return text;
}

constexpr std::string_view body_words =
    "This message tests that mail flows. The monitor that sent it finds and deletes it\n"
    "by itself; if you read this in a mailbox that no monitor watches, it may be deleted.\n"
    "\n";

// Without blanks and line ends, which gateways change.
void add_words(std::string& to, std::string_view text) {
  for (const char c : text)
    if (c != ' ' && c != '\t' && c != '\n') to += c;
}

}  // namespace

std::string subject_of(const token& t, const std::string& instance) {
  return std::string(subject_words) + ' ' + std::to_string(t.sequence) + " of " + ascii(instance);
}

mail::result<std::string> write_probe(const identity& self, const token& t, const std::string& from,
                                      const std::string& to, const std::string& instance) {
  const std::string sealed = seal(self, t);
  mail::message::draft d;
  d.from = from;
  d.to = {to};
  d.subject = subject_of(t, instance);
  d.message_id = sealed + '@' + std::string(domain_of(from));
  d.date = t.sent / 1000;
  d.fields = {{std::string(probe_field), sealed}, {"Auto-Submitted", "auto-generated"}};
  d.body = std::string(body_words) + sealed + "\n";
  return compose(d);
}

unsealed read_probe(const identity& self, std::string_view header) {
  unsealed found;
  if (const auto sealed = mail::message::field(header, probe_field)) found = unseal(self, *sealed);
  if (found.kind != seal_kind::none) return found;
  const auto id = mail::message::field(header, "Message-ID");
  if (!id || !id->starts_with('<')) return {};
  const auto at = id->find('@');
  return at == std::string::npos ? unsealed{} : unseal(self, std::string_view(*id).substr(1, at - 1));
}

body_proof read_body(const identity& self, std::string_view message) {
  const auto text = mail::message::read_text(message);
  if (!text) return {};
  std::string ours, above;
  add_words(ours, body_words);
  for (const auto& line : text->lines) {
    const unsealed found = unseal(self, line);
    if (found.kind == seal_kind::ours) return {.seal = found, .text_is_ours = above == ours};
    add_words(above, line);
  }
  return {};
}

}  // namespace watchpost::email_monitor
