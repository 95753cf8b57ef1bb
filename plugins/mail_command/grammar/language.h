// The two languages that commands are written in and answers are given in.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace watchpost::mail_command::grammar {

enum class language : std::uint8_t { english, japanese };
inline constexpr std::array<std::string_view, 2> language_names_short{"en", "ja"};

constexpr const auto& names_of(language) { return language_names_short; }
constexpr std::string_view name(language l) { return language_names_short[static_cast<std::size_t>(l)]; }

// A text in both.
struct bilingual {
  std::string_view en, ja;
  constexpr std::string_view in(language l) const { return l == language::japanese ? ja : en; }
};

}  // namespace watchpost::mail_command::grammar
