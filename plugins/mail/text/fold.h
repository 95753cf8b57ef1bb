// Texts that people take for the same are equal once folded: "ＯＮ　ﾎﾟﾝﾌﾟ①" and "on ポンプ1".
//
//   if (fold(word) == fold(title)) ...
#pragma once

#include <string>
#include <string_view>

namespace watchpost::mail {

// NFKC_Casefold of Unicode (full-width to plain, half-width kana to kana, no case, no invisible characters),
// runs of blanks and line ends as one ' ', none at the ends. Of what NFKC keeps apart, the dashes of the JIS
// and of Microsoft's tables become '-' (U+2212 so too, or "-5" from a phone would be no number), their waves
// '~'. Bytes that are no UTF-8 become U+FFFD. Folding again changes nothing.
std::string fold(std::string_view utf8);

}  // namespace watchpost::mail
