// ISO-2022-JP (RFC 1468) as mail holds it: with half-width kana, the rows that NEC added, JIS X 0212 and the
// habits of cp50220, cp50221 and cp50222.
#pragma once

#include <functional>
#include <string>
#include <string_view>

namespace watchpost::mail::message {

// Hands out the text in runs, each in one of two charsets, in order.
struct iso_2022_jp_runs {
  std::function<void(std::string_view)> cp932;
  std::function<void(std::string_view)> euc_jp;  // eucJP-ms, JIS X 0212 only
};

// Whether `bytes` hold an escape to a Japanese set.
bool has_japanese_escape(std::string_view bytes);

// Line ends bring ASCII back, as the RFC wants it, whatever a gateway cut off. 8-bit bytes are taken for
// cp932. An emoji of SoftBank (ESC $ letter ... SI) becomes the byte 0x80, which is no character.
void read_iso_2022_jp(std::string_view bytes, const iso_2022_jp_runs& runs);

}  // namespace watchpost::mail::message
