#include "signed_part.h"

#include "encode.h"
#include "gmime.h"
#include "header.h"
#include "mail/text/ascii.h"
#include "mime.h"

#include <algorithm>
#include <array>
#include <optional>
#include <vector>

namespace watchpost::mail::message {
namespace {

constexpr std::array<std::string_view, 2> signature_types{"application/pkcs7-signature",
                                                          "application/x-pkcs7-signature"};
constexpr std::array<std::string_view, 2> enclosing_types{"application/pkcs7-mime",
                                                          "application/x-pkcs7-mime"};
constexpr std::size_t max_boundary = 70;  // RFC 2046 section 5.1.1

signed_part broken(std::string_view fault) { return {signed_form::broken, {}, {}, fault}; }

struct declared {
  std::string name, boundary, protocol, smime_type;
};

declared read_type(const std::string& body) {
  const owned<GMimeContentType> type{g_mime_content_type_parse(nullptr, body.c_str())};
  if (!type) return {};
  const auto parameter = [&](const char* name) {
    const char* value = g_mime_content_type_get_parameter(type.get(), name);
    return std::string{value ? value : ""};
  };
  return {read_content_type(body).name, parameter("boundary"), parameter("protocol"),
          parameter("smime-type")};
}

// The pieces between the delimiters of `boundary`, each without the line end before the next delimiter (RFC
// 2046 section 5.1.1), and nothing when the last delimiter is missing.
std::optional<std::vector<std::string_view>> cut(std::string_view body, std::string_view boundary) {
  const std::string delimiter = "--" + std::string{boundary};
  std::vector<std::string_view> pieces;
  std::optional<std::size_t> begin;
  for (std::size_t at = 0; at < body.size();) {
    const auto end = std::min(body.find('\n', at), body.size() - 1) + 1;
    auto line = body.substr(at, end - at);
    while (!line.empty() && (ascii::is_blank(line.back()) || line.back() == '\n' || line.back() == '\r'))
      line.remove_suffix(1);
    const bool last = line == delimiter + "--";
    if (line == delimiter || last) {
      if (begin) {
        auto piece = body.substr(*begin, at - *begin);
        if (piece.ends_with('\n')) piece.remove_suffix(1);
        if (piece.ends_with('\r')) piece.remove_suffix(1);
        pieces.push_back(piece);
      }
      if (last) return pieces;
      begin = end;
    }
    at = end;
  }
  return std::nullopt;
}

std::string with_line_ends(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\n' && (i == 0 || text[i - 1] != '\r')) out += '\r';
    out += text[i];
  }
  return out;
}

// The content of a part, its transfer encoding undone; nothing: in no encoding for bytes.
std::optional<std::string> bytes_of(std::string_view header, std::string_view body) {
  const auto encoding = field(header, "Content-Transfer-Encoding").value_or("7bit");
  if (ascii::same_word(encoding, "base64")) return from_base64_lines(body);
  if (ascii::same_word(encoding, "binary")) return std::string{body};
  return std::nullopt;
}

signed_part detached(std::string_view body, const declared& type) {
  if (type.boundary.empty() || type.boundary.size() > max_boundary) return broken("has no fit boundary");
  const auto pieces = cut(body, type.boundary);
  if (!pieces) return broken("is cut off");
  if (pieces->size() != 2) return broken("has not two parts");
  const auto header = header_block(pieces->back());
  const auto name = read_type(field(header, "Content-Type").value_or("")).name;
  if (!ascii::holds_word(signature_types, name)) return broken("has no signature as its second part");
  auto der = bytes_of(header, pieces->back().substr(header.size()));
  if (!der || der->empty()) return broken("has a signature that cannot be decoded");
  return {signed_form::detached, with_line_ends(pieces->front()), *std::move(der), {}};
}

signed_part enclosed(std::string_view header, std::string_view body) {
  auto der = bytes_of(header, body);
  if (!der || der->empty()) return broken("has a signature that cannot be decoded");
  return {signed_form::enclosed, {}, *std::move(der), {}};
}

}  // namespace

signed_part read_signed_part(std::string_view message) {
  const auto header = header_block(message);
  const auto types = header_fields(header).bodies("Content-Type", 2);
  if (types.empty() || !gmime_ready()) return {};
  const auto says_so = [](const std::string& body) {
    return std::any_of(
               enclosing_types.begin(), enclosing_types.end(),
               [&](auto t) { return ascii::same_word(std::string_view{body}.substr(0, t.size()), t); }) ||
           ascii::same_word(std::string_view{body}.substr(0, 16), "multipart/signed");
  };
  if (std::none_of(types.begin(), types.end(), says_so)) return {};
  if (types.size() > 1) return broken("has two Content-Type fields");
  if (types.front().size() > max_content_type) return broken("has too long a Content-Type field");
  const auto type = read_type(types.front());
  const auto body = message.substr(header.size());
  if (ascii::holds_word(enclosing_types, type.name)) {
    if (ascii::same_word(type.smime_type, "signed-data")) return enclosed(header, body);
    // Encrypted, compressed, or a bundle of certificates: the reader of the CMS tells.
    return type.smime_type.empty() ? enclosed(header, body) : signed_part{};
  }
  if (type.name != "multipart/signed") return {};
  if (!type.protocol.empty() && !ascii::holds_word(signature_types, type.protocol)) return {};
  return detached(body, type);
}

}  // namespace watchpost::mail::message
