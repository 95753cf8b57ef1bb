#include "command.h"

#include "lexer.h"
#include "mail/text/ascii.h"

#include <algorithm>

namespace watchpost::mail::imap {

capabilities::capabilities(std::string_view names) {
  lexer in(names);
  while (!in.done()) {
    in.blanks();
    const auto name = in.atom();
    if (!name) break;
    if (names_.empty()) names_ = ' ';
    names_ += ascii::uppered(*name) + ' ';
  }
}

bool capabilities::has(std::string_view name) const {
  std::string word(1, ' ');
  word += name;
  word += ' ';
  return names_.find(word) != names_.npos;
}

std::vector<std::string> capabilities::mechanisms() const {
  constexpr std::string_view prefix = " AUTH=";
  std::vector<std::string> found;
  for (auto at = names_.find(prefix); at != names_.npos; at = names_.find(prefix, at + 1)) {
    const auto from = at + prefix.size();
    found.push_back(names_.substr(from, names_.find(' ', from) - from));
  }
  return found;
}

std::string capabilities::text() const {
  return names_.empty() ? std::string() : names_.substr(1, names_.size() - 2);
}

namespace {

// RFC 3501 section 9, ATOM-CHAR.
bool is_atom_char(char c) {
  const auto u = static_cast<unsigned char>(c);
  return u > 0x20 && u < 0x7f && std::string_view("(){%*\"\\]").find(c) == std::string_view::npos;
}

// Adds `value` to the last piece; false when it cannot be sent.
bool add_astring(pieces& to, std::string_view value, const capabilities& caps) {
  switch (form_of(value)) {
    case astring_form::atom: to.back() += value; return true;
    case astring_form::quoted: to.back() += quoted_string(value); return true;
    case astring_form::literal: {
      const bool at_once =
          caps.has("LITERAL+") || ((caps.has("LITERAL-") || caps.has("IMAP4REV2")) && value.size() <= 4096);
      to.back() += '{' + std::to_string(value.size());
      to.back() += at_once ? "+}\r\n" : "}\r\n";
      if (!at_once) to.emplace_back();
      to.back() += value;
      return true;
    }
    case astring_form::impossible: break;
  }
  return false;
}

// RFC 5322 section 3.6.8, ftext.
bool is_field_name(std::string_view name) {
  return !name.empty() &&
         std::all_of(name.begin(), name.end(), [](char c) { return c > 0x20 && c < 0x7f && c != ':'; });
}

}  // namespace

astring_form form_of(std::string_view value) {
  auto form = value.empty() ? astring_form::quoted : astring_form::atom;
  for (const char c : value) {
    if (c == '\r' || c == '\n' || c == '\0') return astring_form::impossible;
    if (static_cast<unsigned char>(c) >= 0x80) form = astring_form::literal;
    if (!is_atom_char(c) && form == astring_form::atom) form = astring_form::quoted;
  }
  return form;
}

std::string quoted_string(std::string_view value) {
  std::string text = "\"";
  for (const char c : value) {
    if (c == '"' || c == '\\') text += '\\';
    text += c;
  }
  return text += '"';
}

std::optional<pieces> login_command(std::string_view user, std::string_view password,
                                    const capabilities& caps) {
  pieces command{"LOGIN "};
  if (!add_astring(command, user, caps)) return std::nullopt;
  command.back() += ' ';
  if (!add_astring(command, password, caps)) return std::nullopt;
  return command;
}

std::optional<std::string> folder_command(std::string_view verb, std::string_view name,
                                          const capabilities& caps, std::string_view behind) {
  pieces command{std::string(verb) + ' '};
  if (!add_astring(command, name, caps)) return std::nullopt;
  if (command.size() > 1) {
    command = {std::string(verb) + ' '};
    command.back() += quoted_string(name);
  }
  command.back() += behind;
  return std::move(command.back());
}

std::optional<std::string> fetch_command(std::string_view verb, std::string_view set,
                                         std::span<const std::string> fields) {
  pieces list{""};
  for (const auto& field : fields) {
    if (!list.back().empty()) list.back() += ' ';
    if (!is_field_name(field) || !add_astring(list, field, {})) return std::nullopt;
  }
  std::string command(verb);
  command += ' ';
  command += set;
  command += " (UID INTERNALDATE";
  if (!fields.empty()) command += " BODY.PEEK[HEADER.FIELDS (" + list.back() + ")]";
  return command + ')';
}

}  // namespace watchpost::mail::imap
