#include "transfer.h"

#include <algorithm>
#include <gmime/gmime-encodings.h>

namespace watchpost::mail::message {
namespace {

// The coders keep no types of GObject, so GMime needs no start for them.
std::string coded(std::string_view bytes, GMimeContentEncoding encoding, bool encode) {
  GMimeEncoding state;
  if (encode)
    g_mime_encoding_init_encode(&state, encoding);
  else
    g_mime_encoding_init_decode(&state, encoding);
  std::string out(g_mime_encoding_outlen(&state, bytes.size()) + 16, '\0');
  out.resize(g_mime_encoding_flush(&state, bytes.data(), bytes.size(), out.data()));
  return out;
}

}  // namespace

std::string to_base64_lines(std::string_view bytes) {
  return coded(bytes, GMIME_CONTENT_ENCODING_BASE64, true);
}

std::string to_quoted_printable(std::string_view bytes) {
  return coded(bytes, GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE, true);
}

std::string to_base64(std::string_view bytes) {
  std::string out = to_base64_lines(bytes);
  std::erase(out, '\n');
  return out;
}

std::string from_base64(std::string_view text) { return coded(text, GMIME_CONTENT_ENCODING_BASE64, false); }

std::string from_q(std::string_view text) {
  std::string blanks{text};
  std::replace(blanks.begin(), blanks.end(), '_', ' ');
  return coded(blanks, GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE, false);
}

}  // namespace watchpost::mail::message
