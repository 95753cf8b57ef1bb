#include "folder_names.h"

#include "command.h"
#include "mail/mailbox.h"
#include "mail/text/ascii.h"
#include "position.h"

#include <algorithm>
#include <array>
#include <cstdint>

namespace watchpost::mail::imap {

namespace {

constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+,";

constexpr bool stands_for_itself(char32_t c) { return c >= 0x20 && c <= 0x7e; }

// The code point at the front of `rest`, which is taken away (RFC 3629 section 4).
std::optional<char32_t> take_code_point(std::string_view& rest) {
  const auto first = static_cast<unsigned char>(rest.front());
  const std::size_t length = first < 0x80             ? 1
                             : first >> 5U == 0b110   ? 2
                             : first >> 4U == 0b1110  ? 3
                             : first >> 3U == 0b11110 ? 4
                                                      : 0;
  if (length == 0 || length > rest.size()) return std::nullopt;
  char32_t c = length == 1 ? first : first & (0xffU >> (length + 1));
  for (std::size_t i = 1; i < length; ++i) {
    const auto next = static_cast<unsigned char>(rest[i]);
    if (next >> 6U != 0b10) return std::nullopt;
    c = c << 6U | (next & 0x3fU);
  }
  constexpr char32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
  if (c < least[length] || c > 0x10ffff || (c >= 0xd800 && c <= 0xdfff)) return std::nullopt;
  rest.remove_prefix(length);
  return c;
}

void append_utf8(std::string& to, char32_t c) {
  const auto put = [&to](char32_t byte) { to += static_cast<char>(static_cast<unsigned char>(byte)); };
  if (c < 0x80) return put(c);
  if (c < 0x800) {
    put(0xc0U | c >> 6U);
  } else {
    if (c < 0x10000) {
      put(0xe0U | c >> 12U);
    } else {
      put(0xf0U | c >> 18U);
      put(0x80U | (c >> 12U & 0x3fU));
    }
    put(0x80U | (c >> 6U & 0x3fU));
  }
  put(0x80U | (c & 0x3fU));
}

// Bits to letters and back, as base64 but for the alphabet and without padding.
class bits {
 public:
  void add(std::uint32_t value, unsigned count) {
    held_ = held_ << count | value;
    count_ += count;
  }
  unsigned count() const { return count_; }
  std::uint32_t take(unsigned count) {
    count_ -= count;
    const auto value = static_cast<std::uint32_t>(held_ >> count_);
    held_ &= (std::uint64_t{1} << count_) - 1;
    return value;
  }

 private:
  std::uint64_t held_ = 0;
  unsigned count_ = 0;
};

std::string shifted(std::u16string_view run) {
  std::string text = "&";
  bits pending;
  for (const char16_t unit : run) {
    pending.add(unit, 16);
    while (pending.count() >= 6) text += alphabet[pending.take(6)];
  }
  if (pending.count() > 0) {
    pending.add(0, 6 - pending.count());
    text += alphabet[pending.take(6)];
  }
  return text + '-';
}

// The text of the letters between '&' and '-'.
bool append_shifted(std::string& to, std::string_view letters) {
  bits pending;
  char32_t high = 0;  // of a pair; 0: none
  for (const char letter : letters) {
    const auto value = alphabet.find(letter);
    if (value == alphabet.npos) return false;
    pending.add(static_cast<std::uint32_t>(value), 6);
    if (pending.count() < 16) continue;
    const char32_t unit = pending.take(16);
    const bool is_low = unit >= 0xdc00 && unit <= 0xdfff;
    if (is_low != (high != 0)) return false;
    if (unit >= 0xd800 && unit <= 0xdbff) {
      high = unit;
      continue;
    }
    append_utf8(to, is_low ? 0x10000 + ((high - 0xd800) << 10U) + (unit - 0xdc00) : unit);
    high = 0;
  }
  return high == 0;
}

}  // namespace

std::optional<std::string> to_modified_utf7(std::string_view utf8) {
  std::string wire;
  std::u16string run;
  const auto end_run = [&] {
    if (!run.empty()) wire += shifted(run);
    run.clear();
  };
  while (!utf8.empty()) {
    const auto c = take_code_point(utf8);
    if (!c) return std::nullopt;
    if (stands_for_itself(*c)) {
      end_run();
      wire += static_cast<char>(*c);
      if (*c == '&') wire += '-';
    } else if (*c < 0x10000) {
      run += static_cast<char16_t>(*c);
    } else {
      run += static_cast<char16_t>(0xd800 + ((*c - 0x10000) >> 10U));
      run += static_cast<char16_t>(0xdc00 + ((*c - 0x10000) & 0x3ffU));
    }
  }
  end_run();
  return wire;
}

std::optional<std::string> from_modified_utf7(std::string_view wire) {
  std::string utf8;
  for (std::size_t i = 0; i < wire.size(); ++i) {
    const char c = wire[i];
    if (!stands_for_itself(static_cast<unsigned char>(c))) return std::nullopt;
    if (c != '&') {
      utf8 += c;
      continue;
    }
    const auto end = wire.find('-', i);
    if (end == wire.npos) return std::nullopt;
    const auto letters = wire.substr(i + 1, end - i - 1);
    if (letters.empty())
      utf8 += '&';
    else if (!append_shifted(utf8, letters))
      return std::nullopt;
    i = end;
  }
  if (to_modified_utf7(utf8) != wire) return std::nullopt;  // two runs in a row, bits left over, "&AEE-"
  return utf8;
}

namespace {

using std::string_view;

constexpr std::array<string_view, 8> special_uses{"\\All",  "\\Archive", "\\Drafts", "\\Flagged",
                                                  "\\Junk", "\\Sent",    "\\Trash",  "\\Important"};
constexpr std::array<string_view, 2> not_to_be_opened{"\\Noselect", "\\NonExistent"};
constexpr std::array<string_view, 7> names_of_junk{"Junk",      "Spam",      "Junk E-mail", "Junk Email",
                                                   "Junk Mail", "Bulk Mail", "Bulk"};

// Without the INBOX that some servers put everything below.
string_view below_inbox(string_view name, string_view delimiter) {
  constexpr string_view inbox = "INBOX";
  if (delimiter.empty() || name.size() <= inbox.size() || !is_inbox(name.substr(0, inbox.size())))
    return name;
  const auto rest = name.substr(inbox.size());
  return rest.starts_with(delimiter) ? rest.substr(delimiter.size()) : name;
}

void add(std::vector<std::string>& to, const std::string& name) {
  if (to.size() < max_folders && std::find(to.begin(), to.end(), name) == to.end()) to.push_back(name);
}

}  // namespace

void junk_names::take(const list_data& folder) {
  for (const auto& each : folder.attributes) {
    if (ascii::holds_word(not_to_be_opened, each)) return;
    if (ascii::holds_word(special_uses, each)) special_use_ = true;
  }
  if (!is_folder_name(folder.name) || is_inbox(folder.name)) return;
  if (ascii::holds_word(folder.attributes, "\\Junk")) add(by_use_, folder.name);
  if (ascii::holds_word(names_of_junk, below_inbox(folder.name, folder.delimiter)))
    add(by_name_, folder.name);
}

bool is_folder_name(string_view wire) {
  return !wire.empty() && wire.size() <= max_folder_name && form_of(wire) != astring_form::impossible;
}

bool is_inbox(string_view wire) { return ascii::same_word(wire, "INBOX"); }

std::string display_name(string_view wire) {
  return printable(from_modified_utf7(wire).value_or(std::string(wire)));
}

}  // namespace watchpost::mail::imap
