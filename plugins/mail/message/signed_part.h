// S/MIME messages taken apart (RFC 8551 section 3.5): the signed bytes exactly as they came, and the
// signature. Nothing is verified here.
//
//   const auto s = read_signed_part(message);
//   if (s.form == signed_form::detached) verify_cms(s.der, s.content)
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace watchpost::mail::message {

enum class signed_form : std::uint8_t {
  none,      // does not say that it is signed
  detached,  // multipart/signed: `content` and `der`
  enclosed,  // application/pkcs7-mime: `der` alone, the content is inside
  broken,    // says so and is not: see `fault`
};
inline constexpr std::array<std::string_view, 4> signed_form_names{"none", "detached", "enclosed", "broken"};
constexpr std::string_view name(signed_form f) { return signed_form_names[static_cast<std::size_t>(f)]; }

struct signed_part {
  signed_form form = signed_form::none;
  std::string content;     // from the first byte of the part's header, without the line end before the
                           // delimiter; line ends made CRLF where a mailbox had them as LF
  std::string der;         // CMS ContentInfo
  std::string_view fault;  // no text of the mail in it
};

// Only the whole message counts, not a part of it, and only with one Content-Type field. A multipart/signed
// of another protocol than S/MIME (OpenPGP) is none.
signed_part read_signed_part(std::string_view message);

}  // namespace watchpost::mail::message
