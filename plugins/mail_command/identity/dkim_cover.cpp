#include "dkim_cover.h"

#include "mail/message/mime.h"
#include "mail/text/ascii.h"

#include <algorithm>
#include <array>
#include <vector>

namespace watchpost::mail_command::identity {
namespace {

namespace ascii = mail::ascii;

constexpr std::array<std::string_view, 8> single{
    "From", "Date", "Message-ID", "To", "Cc", "Subject", "Content-Type", "Content-Transfer-Encoding"};
constexpr std::size_t must_be_signed = 5;  // the first of them
constexpr std::size_t subject_at = 5;      // and behind it how the text is to be read
constexpr std::size_t most_signatures = 16, longest_signature = 8192;
constexpr std::size_t least_b = 8;  // RFC 6008 section 4

struct tags {
  std::string d, b, h;
  bool partial = false;  // l=
  bool readable = true;
};

// tag-list of RFC 6376 section 3.2; blanks mean nothing in the tags that are read here.
tags read_tags(std::string_view body) {
  tags out;
  std::vector<std::string> seen;
  while (!body.empty()) {
    const auto end = body.find(';');
    std::string tag;
    const auto part = body.substr(0, end);
    std::copy_if(part.begin(), part.end(), std::back_inserter(tag),
                 [](char c) { return !ascii::is_blank(c); });
    body.remove_prefix(end == std::string_view::npos ? body.size() : end + 1);
    if (tag.empty()) continue;
    const auto equals = tag.find('=');
    const auto name = tag.substr(0, equals);
    const auto value = equals == std::string::npos ? std::string() : tag.substr(equals + 1);
    out.readable = out.readable && equals != std::string::npos &&
                   std::find(seen.begin(), seen.end(), name) == seen.end();
    seen.push_back(name);
    if (name == "d") out.d = value;
    if (name == "b") out.b = value;
    if (name == "h") out.h = value;
    if (name == "l") out.partial = true;
    if (!out.readable) break;
  }
  return out;
}

bool lists(std::string_view names, std::string_view wanted) {
  while (!names.empty()) {
    const auto colon = names.find(':');
    if (ascii::same_word(names.substr(0, colon), wanted)) return true;
    names.remove_prefix(colon == std::string_view::npos ? names.size() : colon + 1);
  }
  return false;
}

// Whether the field says no more than that the bytes are the text: what is left when it is taken away, which a
// signature that does not cover it would not notice.
bool leaves_text_as_it_stands(std::string_view name, std::string_view body) {
  if (ascii::same_word(name, "Content-Type")) {
    const auto type = mail::message::read_content_type(body);
    return type.name == "text/plain" && !type.flowed &&
           (type.charset.empty() || ascii::same_word(type.charset, "utf-8") ||
            ascii::same_word(type.charset, "us-ascii"));
  }
  const auto first = body.find_first_not_of(" \t");
  const auto word = first == std::string_view::npos ? std::string_view() : body.substr(first);
  return ascii::same_word(word, "7bit") || ascii::same_word(word, "8bit");
}

struct found {
  std::array<std::size_t, single.size()> count{};
  std::array<std::string, single.size()> body;
  std::vector<std::string> signatures;
};

found look(const mail::message::header_fields& header) {
  found out;
  for (const mail::message::header_field& field : header) {
    for (std::size_t i = 0; i < single.size(); ++i)
      if (ascii::same_word(field.name, single[i])) ++out.count[i], out.body[i] = field.unfolded();
    if (ascii::same_word(field.name, "DKIM-Signature")) out.signatures.push_back(field.unfolded());
  }
  return out;
}

}  // namespace

dkim_cover cover_of(const mail::message::header_fields& header, std::string_view domain, std::string_view b) {
  const found all = look(header);
  dkim_cover out{.fault = {}, .subject = true, .unread = {}};
  for (std::size_t i = 0; i < single.size(); ++i)
    if (all.count[i] > 1) out.fault = "the field " + std::string(single[i]) + " is there more than once";
  for (const std::size_t i : {0U, 1U, 2U})
    if (all.count[i] == 0) out.fault = "there is no field " + std::string(single[i]);
  if (all.signatures.size() > most_signatures) out.fault = "there are too many DKIM signatures";
  if (!out.fault.empty()) return out;

  std::size_t looked_at = 0;
  for (const auto& body : all.signatures) {
    if (body.size() > longest_signature) {
      out.fault = "a DKIM signature is too long";
      return out;
    }
    const tags t = read_tags(body);
    if (!ascii::same_word(t.d, domain)) continue;
    if (b.size() >= least_b && !t.b.starts_with(b)) continue;
    ++looked_at;
    if (!t.readable) out.fault = "a DKIM signature cannot be read";
    if (t.partial) out.fault = "the DKIM signature covers only the beginning of the text (l=)";
    for (std::size_t i = 0; i < must_be_signed; ++i)
      if (all.count[i] != 0 && !lists(t.h, single[i]))
        out.fault = "the DKIM signature does not cover the field " + std::string(single[i]);
    if (all.count[subject_at] != 0 && !lists(t.h, single[subject_at])) out.subject = false;
    for (std::size_t i = subject_at + 1; i < single.size(); ++i)
      if (all.count[i] != 0 && !lists(t.h, single[i]) && !leaves_text_as_it_stands(single[i], all.body[i]))
        out.unread = single[i];
    if (!out.fault.empty()) return out;
  }
  if (looked_at == 0) out.fault = "there is no DKIM signature of " + std::string(domain);
  return out;
}

}  // namespace watchpost::mail_command::identity
