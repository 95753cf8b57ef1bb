// Text on its way out: 7-bit, no line too long, and what was written is read the same where it is UTF-8.
#include "mail/message/encode.h"
#include "mail/text/utf8.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace watchpost::mail::message;
  if (size == 0 || size > 2000) return 0;
  const auto wanted = static_cast<text_charset>(data[0] % text_charset_names.size());
  const std::string_view text{reinterpret_cast<const char*>(data + 1), size - 1};
  const auto eight_bit = [](char c) { return static_cast<unsigned char>(c) > 0x7f; };
  const auto body = encode_text(text, wanted);
  if (std::any_of(body.content.begin(), body.content.end(), eight_bit)) std::abort();
  const auto words = encode_words(text, wanted);
  if (std::any_of(words.begin(), words.end(), eight_bit)) std::abort();
  const bool printable =
      std::none_of(text.begin(), text.end(), [](char c) { return (c >= 0 && c < 0x20) || c == 0x7f; });
  if (printable && watchpost::mail::is_utf8(text) && wanted == text_charset::utf_8 &&
      decode_words(words) != text)
    std::abort();
  return 0;
}
