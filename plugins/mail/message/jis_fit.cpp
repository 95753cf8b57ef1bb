#include "jis_fit.h"

#include "utf8.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <memory>
#include <utf8proc.h>
#include <utility>

namespace watchpost::mail::message {
namespace {

constexpr std::array<std::pair<std::string_view, std::string_view>, 8> twins{{
    {"～", "〜"},  // U+FF5E, U+301C
    {"－", "−"},   // U+FF0D, U+2212
    {"—", "―"},    // U+2014, U+2015
    {"∥", "‖"},    // U+2225, U+2016
    {"￠", "¢"},
    {"￡", "£"},
    {"￢", "¬"},
    {"￤", "¦"},
}};

// U+FF61 to U+FF9F
bool is_half_width_kana(std::string_view point) {
  return point.size() == 3 && point >= "\xef\xbd\xa1" && point <= "\xef\xbe\x9f";
}

std::string full_width(std::string_view kana) {
  struct freed {
    void operator()(void* memory) const { std::free(memory); }
  };
  constexpr auto options =
      static_cast<utf8proc_option_t>(UTF8PROC_STABLE | UTF8PROC_COMPOSE | UTF8PROC_COMPAT);
  utf8proc_uint8_t* out = nullptr;
  const auto size = utf8proc_map(reinterpret_cast<const utf8proc_uint8_t*>(kana.data()),
                                 static_cast<utf8proc_ssize_t>(kana.size()), &out, options);
  const std::unique_ptr<utf8proc_uint8_t, freed> held{out};
  return size < 0 ? std::string{kana}
                  : std::string{reinterpret_cast<const char*>(out), static_cast<std::size_t>(size)};
}

}  // namespace

std::string fit_for_jis(std::string_view utf8) {
  std::string out;
  while (!utf8.empty()) {
    const auto length = [&](std::size_t at) {
      return std::max<std::size_t>(utf8_length(utf8.substr(at)), 1);
    };
    std::size_t kana = 0;
    while (kana < utf8.size() && is_half_width_kana(utf8.substr(kana, length(kana)))) kana += length(kana);
    if (kana > 0) {
      out += full_width(utf8.substr(0, kana));
      utf8.remove_prefix(kana);
      continue;
    }
    const auto point = utf8.substr(0, length(0));
    const auto twin =
        std::find_if(twins.begin(), twins.end(), [&](const auto& t) { return t.first == point; });
    out += twin == twins.end() ? point : twin->second;
    utf8.remove_prefix(point.size());
  }
  return out;
}

}  // namespace watchpost::mail::message
