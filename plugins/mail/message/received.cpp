#include "received.h"

#include "header.h"
#include "mail/failure.h"
#include "mail/text/ascii.h"

#include <algorithm>
#include <array>

namespace watchpost::mail::message {

namespace {

// "1.3" behind the TLS, TLSv, SSLv at the front, as "TLS 1.3"; 1_3 is written too. Empty: no version there.
std::string version_of(std::string_view text) {
  const std::string name = ascii::begins(text, "SSL") ? "SSL " : "TLS ";
  if (!ascii::begins(text, "TLS") && !ascii::begins(text, "SSL")) return {};
  text.remove_prefix(3);
  if (ascii::begins(text, "v")) text.remove_prefix(1);
  std::string number;
  for (const char c : text.substr(0, 3)) {
    if (!ascii::is_digit(c) && c != '.' && c != '_') break;
    number += c == '_' ? '.' : c;
  }
  while (number.ends_with('.')) number.pop_back();
  return number.empty() ? number : name + number;
}

// The name of a cipher at the front.
std::string cipher_of(std::string_view text) {
  const auto end = std::find_if_not(text.begin(), text.end(),
                                    [](char c) { return ascii::is_alnum(c) || c == '_' || c == '-'; });
  return {text.begin(), end};
}

}  // namespace

bool received_tls::read(std::string_view comment) {
  auto text = comment;
  for (const std::string_view front : {"using ", "version="})
    if (ascii::begins(text, front)) text.remove_prefix(front.size());
  if (const auto found = version_of(text); !found.empty()) {
    version = found;
    if (const auto at = text.find("cipher"); at != text.npos)
      cipher = cipher_of(text.substr(std::min(at + 7, text.size())));
    else if (const auto colon = text.find(':'); colon != text.npos)
      cipher = cipher_of(text.substr(colon + 1));
    return true;
  }
  if (comment.ends_with(" encrypted") && !ascii::begins(comment, "not ")) {
    cipher = cipher_of(comment);
    return true;
  }
  return ascii::same_word(comment, "TLS");
}

std::string received_tls::text() const {
  return version + (version.empty() || cipher.empty() ? "" : ", ") + cipher;
}

namespace {

constexpr std::size_t max_hops = 100;

struct token {
  std::string_view text;  // of a comment without the outer parentheses
  bool comment = false;
};

// The length of the comment at the front of `text`, with both parentheses; all of it when it has no end.
std::size_t comment_length(std::string_view text) {
  std::size_t depth = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\\')
      ++i;
    else if (text[i] == '(')
      ++depth;
    else if (text[i] == ')' && --depth == 0)
      return i + 1;
  }
  return text.size();
}

std::optional<token> take(std::string_view& rest) {
  while (!rest.empty() && ascii::is_blank(rest.front())) rest.remove_prefix(1);
  if (rest.empty()) return std::nullopt;
  const bool comment = rest.front() == '(';
  const auto size = comment ? comment_length(rest) : std::min(rest.find_first_of(" \t("), rest.size());
  auto text = rest.substr(0, size);
  rest.remove_prefix(size);
  if (comment) text.remove_prefix(1);
  if (comment && text.ends_with(')')) text.remove_suffix(1);
  return token{text, comment};
}

// ESMTPS, ESMTPSA, LMTPS, UTF8SMTPSA ... (RFC 3848, RFC 6531): with S for TLS, A for a client that signed in.
bool tells_tls(std::string_view with) {
  return with.ends_with("MTPS") || with.ends_with("MTPSA") || with == "HTTPS";
}

// The protocols of RFC 3848 in capitals, as it writes them; sentences as they are.
std::string protocol(std::string_view with) {
  std::string out = printable(with);
  return std::all_of(out.begin(), out.end(), ascii::is_alnum) ? ascii::uppered(out) : out;
}

hop read_hop(std::string_view body) {
  hop out;
  received_tls tls;
  std::string from, by, with, ignored;
  const std::array<std::pair<std::string_view, std::string*>, 7> clauses{{{"from", &from},
                                                                          {"by", &by},
                                                                          {"with", &with},
                                                                          {"tls", &tls.cipher},
                                                                          {"via", &ignored},
                                                                          {"id", &ignored},
                                                                          {"for", &ignored}}};
  const auto semicolon = std::min(body.rfind(';'), body.size());
  if (semicolon < body.size()) out.time = parse_date(body.substr(semicolon + 1));
  auto rest = body.substr(0, semicolon);
  std::string* clause = nullptr;
  while (const auto next = take(rest)) {
    if (next->comment) {
      out.tls |= tls.read(next->text);
      if (clause && !clause->empty()) clause = nullptr;
      continue;
    }
    const auto named = std::find_if(clauses.begin(), clauses.end(),
                                    [&](const auto& c) { return ascii::same_word(c.first, next->text); });
    if (named != clauses.end()) {
      clause = named->second->empty() ? named->second : nullptr;
    } else if (clause && (clause->empty() || clause == &with)) {
      *clause += (clause->empty() ? "" : " ") + std::string{next->text};
    }
  }
  out.from = printable(from);
  out.by = printable(by);
  out.with = protocol(with);
  out.tls_text = printable(tls.text());
  out.tls = out.tls || !out.tls_text.empty() || tells_tls(out.with);
  return out;
}

}  // namespace

std::vector<hop> received_chain(std::string_view header) {
  std::vector<hop> chain;
  for (const auto& body : header_fields(header).bodies("Received", max_hops)) chain.push_back(read_hop(body));
  std::reverse(chain.begin(), chain.end());
  for (std::size_t i = 1; i < chain.size(); ++i)
    if (chain[i].time && chain[i - 1].time) chain[i].seconds = *chain[i].time - *chain[i - 1].time;
  return chain;
}

std::optional<std::int64_t> clock_offset(const std::vector<hop>& chain, std::int64_t submitted) {
  if (chain.empty() || !chain.front().time) return std::nullopt;
  return *chain.front().time - submitted;
}

}  // namespace watchpost::mail::message
