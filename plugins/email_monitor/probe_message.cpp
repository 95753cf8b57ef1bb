#include "probe_message.h"

#include "../mail/message/compose.h"
#include "../mail/message/header.h"

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

}  // namespace

mail::result<std::string> write_probe(const identity& who, const token& t, const std::string& from,
                                      const std::string& to, const std::string& instance) {
  const std::string sealed = seal(who, t);
  mail::message::draft d;
  d.from = from;
  d.to = {to};
  d.subject = std::string(subject_words) + ' ' + std::to_string(t.sequence) + " of " + ascii(instance);
  d.message_id = sealed + '@' + std::string(domain_of(from));
  d.date = t.sent / 1000;
  d.fields = {{std::string(probe_field), sealed}, {"Auto-Submitted", "auto-generated"}};
  d.body =
      "This message tests that mail flows. The monitor that sent it finds and deletes it\n"
      "by itself; if you read this in a mailbox that no monitor watches, it may be deleted.\n"
      "\n" +
      sealed + "\n";
  return compose(d);
}

unsealed read_probe(const identity& who, std::string_view header) {
  unsealed found;
  if (const auto sealed = mail::message::field(header, probe_field)) found = unseal(who, *sealed);
  if (found.kind != seal_kind::none) return found;
  const auto id = mail::message::field(header, "Message-ID");
  if (!id || !id->starts_with('<')) return {};
  const auto at = id->find('@');
  return at == std::string::npos ? unsealed{} : unseal(who, std::string_view(*id).substr(1, at - 1));
}

unsealed read_body(const identity& who, std::string_view message) {
  std::string_view rest = message.substr(mail::message::header_block(message).size());
  unsealed found;
  while (!rest.empty() && found.kind != seal_kind::ours) {
    const auto end = rest.find('\n');
    auto line = rest.substr(0, end);
    rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
    while (!line.empty() && (line.back() == '\r' || line.back() == ' ')) line.remove_suffix(1);
    found = unseal(who, line);
  }
  return found.kind == seal_kind::ours ? found : unsealed{};
}

}  // namespace watchpost::email_monitor
