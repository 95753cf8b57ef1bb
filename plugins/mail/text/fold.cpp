#include "fold.h"

#include "utf8.h"

#include <cstdlib>
#include <memory>
#include <utf8proc.h>

namespace watchpost::mail {
namespace {

struct freed {
  void operator()(void* memory) const { std::free(memory); }
};

utf8proc_int32_t plain(utf8proc_int32_t point, void*) {
  switch (point) {
    case 0x2010:  // HYPHEN; of U+2011 too
    case 0x2012:  // FIGURE DASH
    case 0x2013:  // EN DASH
    case 0x2014:  // EM DASH, of JIS X 0208 row 1 cell 29
    case 0x2015:  // HORIZONTAL BAR, the same cell for Microsoft
    case 0x2212:  // MINUS SIGN
      return '-';
    case 0x301c:  // WAVE DASH
      return '~';
    case '\t':
    case '\n':
    case '\v':
    case '\f':
    case '\r':
    case 0x85:    // NEXT LINE
    case 0x1680:  // OGHAM SPACE MARK
    case 0x2028:  // LINE SEPARATOR
    case 0x2029:  // PARAGRAPH SEPARATOR
      return ' ';
    default: return point;
  }
}

// NFKC_Casefold, then the points above. utf8proc maps before it decomposes, so what decomposes to one of them
// (U+2011, U+207B) needs a second pass; so does what a removed point had kept apart.
std::string mapped(std::string_view text) {
  constexpr auto options = static_cast<utf8proc_option_t>(
      UTF8PROC_STABLE | UTF8PROC_COMPOSE | UTF8PROC_COMPAT | UTF8PROC_CASEFOLD | UTF8PROC_IGNORE);
  utf8proc_uint8_t* out = nullptr;
  const auto size =
      utf8proc_map_custom(reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
                          static_cast<utf8proc_ssize_t>(text.size()), &out, options, plain, nullptr);
  const std::unique_ptr<utf8proc_uint8_t, freed> held{out};
  if (size < 0) return {};
  return {reinterpret_cast<const char*>(out), static_cast<std::size_t>(size)};
}

std::string with_single_blanks(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c != ' ')
      out += c;
    else if (!out.empty() && !out.ends_with(' '))
      out += ' ';
  }
  if (out.ends_with(' ')) out.pop_back();
  return out;
}

}  // namespace

std::string fold(std::string_view utf8) {
  constexpr int passes = 4;  // two settle all of Unicode but rare sequences of marks
  std::string out = mapped(valid_utf8(utf8));
  for (int i = 1; i < passes; ++i) {
    std::string again = mapped(out);
    if (again == out) break;
    out = std::move(again);
  }
  return with_single_blanks(out);
}

}  // namespace watchpost::mail
