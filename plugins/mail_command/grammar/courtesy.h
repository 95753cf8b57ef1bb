// Lines that people put around what they want: they are passed over, or end the commands. English, Japanese
// and German.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace watchpost::mail_command::grammar {

enum class courtesy : std::uint8_t {
  none,
  greeting,  // passed over: "Hello Bob,", "お疲れ様です。"
  closing,  // behind a command it ends the commands: "Best regards", "Thanks, Bob", "よろしくお願いします"
  quit,  // ends them wherever it stands: "quit", "以上"
};

// `folded` is the whole line.
courtesy courtesy_of(std::string_view folded);

// Words of a name: of the From field and, before its '@', of the address.
std::vector<std::string> words_of_name(std::string_view from);

// Whether a line is nothing but such words: "Tanaka", "田中です。", "T. Tanaka".
bool is_name(std::string_view folded, std::span<const std::string> words);

}  // namespace watchpost::mail_command::grammar
