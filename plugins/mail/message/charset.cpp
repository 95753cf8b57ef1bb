#include "charset.h"

#include "mail/text/ascii.h"
#include "mail/text/utf8.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdint>
#include <cstdlib>
#include <iconv.h>
#include <memory>
#include <utf8proc.h>
#include <utility>

namespace watchpost::mail::message {

namespace {

constexpr std::array charsets{
    charset{"us-ascii", nullptr},
    charset{"utf-8", nullptr},
    charset{"iso-2022-jp", "CP932", true, true},
    charset{"shift_jis", "CP932", true},
    charset{"euc-jp", "EUC-JP-MS", true},
    charset{"iso-8859-1", "WINDOWS-1252"},
    charset{"iso-8859-2", "ISO-8859-2"},
    charset{"iso-8859-3", "ISO-8859-3"},
    charset{"iso-8859-4", "ISO-8859-4"},
    charset{"iso-8859-5", "ISO-8859-5"},
    charset{"iso-8859-6", "ISO-8859-6"},
    charset{"iso-8859-7", "ISO-8859-7"},
    charset{"iso-8859-8", "ISO-8859-8"},
    charset{"iso-8859-9", "WINDOWS-1254"},
    charset{"iso-8859-10", "ISO-8859-10"},
    charset{"iso-8859-13", "ISO-8859-13"},
    charset{"iso-8859-14", "ISO-8859-14"},
    charset{"iso-8859-15", "ISO-8859-15"},
    charset{"iso-8859-16", "ISO-8859-16"},
    charset{"windows-1250", "WINDOWS-1250"},
    charset{"windows-1251", "WINDOWS-1251"},
    charset{"windows-1252", "WINDOWS-1252"},
    charset{"windows-1253", "WINDOWS-1253"},
    charset{"windows-1254", "WINDOWS-1254"},
    charset{"windows-1255", "WINDOWS-1255"},
    charset{"windows-1256", "WINDOWS-1256"},
    charset{"windows-1257", "WINDOWS-1257"},
    charset{"windows-1258", "WINDOWS-1258"},
};

// Other names in use and whose they are.
constexpr std::array<std::pair<std::string_view, std::string_view>, 47> aliases{{
    {"ascii", "us-ascii"},
    {"ansi_x3.4-1968", "us-ascii"},
    {"iso-ir-6", "us-ascii"},
    {"iso646-us", "us-ascii"},
    {"646", "us-ascii"},
    {"utf8", "utf-8"},
    {"unicode-1-1-utf-8", "utf-8"},
    {"utf8mb4", "utf-8"},
    {"csutf8", "utf-8"},
    {"iso2022jp", "iso-2022-jp"},
    {"iso-2022-jp-1", "iso-2022-jp"},
    {"iso-2022-jp-ms", "iso-2022-jp"},
    {"iso2022-jp", "iso-2022-jp"},
    {"iso_2022-jp", "iso-2022-jp"},
    {"csiso2022jp", "iso-2022-jp"},
    {"jis", "iso-2022-jp"},
    {"cp50220", "iso-2022-jp"},
    {"cp50221", "iso-2022-jp"},
    {"cp50222", "iso-2022-jp"},
    {"x-windows-50221", "iso-2022-jp"},
    {"shift-jis", "shift_jis"},
    {"shiftjis", "shift_jis"},
    {"sjis", "shift_jis"},
    {"x-sjis", "shift_jis"},
    {"sjis-win", "shift_jis"},
    {"ms_kanji", "shift_jis"},
    {"csshiftjis", "shift_jis"},
    {"windows-31j", "shift_jis"},
    {"cswindows31j", "shift_jis"},
    {"windows-932", "shift_jis"},
    {"ms932", "shift_jis"},
    {"cp932", "shift_jis"},
    {"x-ms-cp932", "shift_jis"},
    {"eucjp", "euc-jp"},
    {"x-euc-jp", "euc-jp"},
    {"x-euc", "euc-jp"},
    {"ujis", "euc-jp"},
    {"eucjp-win", "euc-jp"},
    {"eucjp-ms", "euc-jp"},
    {"cp51932", "euc-jp"},
    {"cseucpkdfmtjapanese", "euc-jp"},
    {"extended_unix_code_packed_format_for_japanese", "euc-jp"},
    {"latin1", "iso-8859-1"},
    {"iso8859-1", "iso-8859-1"},
    {"iso_8859-1", "iso-8859-1"},
    {"l1", "iso-8859-1"},
    {"latin-1", "iso-8859-1"},
}};

class converter {
 public:
  converter(const char* to, const char* from) : handle_(::iconv_open(to, from)) {}
  ~converter() {
    if (*this) ::iconv_close(handle_);
  }
  converter(const converter&) = delete;
  converter& operator=(const converter&) = delete;

  explicit operator bool() const { return handle_ != reinterpret_cast<iconv_t>(-1); }

  // Appends what can be converted of the front of `rest` and cuts that off; true: all of it.
  bool convert(std::string_view& rest, std::string& out) {
    char* in = const_cast<char*>(rest.data());  // iconv reads only
    std::size_t left = rest.size();
    const bool all = step(&in, &left, out);
    rest.remove_prefix(rest.size() - left);
    return all;
  }

  // Back to the initial state of the charset, with the bytes that takes.
  void finish(std::string& out) { step(nullptr, nullptr, out); }

 private:
  bool step(char** in, std::size_t* left, std::string& out) {
    for (;;) {
      std::array<char, 1024> buffer;
      char* to = buffer.data();
      std::size_t room = buffer.size();
      const auto done = ::iconv(handle_, in, left, &to, &room);
      const int why = errno;
      out.append(buffer.data(), buffer.size() - room);
      if (done != static_cast<std::size_t>(-1)) return true;
      if (why != E2BIG) return false;
    }
  }

  iconv_t handle_;
};

// How many bytes of the front, which stand for nothing, U+FFFD takes the place of: a trail byte that could be
// ASCII is read again, as nothing that a gateway looks for may vanish behind a lead byte.
std::size_t unknown_length(std::string_view rest, bool double_byte) {
  return double_byte && rest.size() > 1 && ascii::is_eight_bit(rest[0]) && ascii::is_eight_bit(rest[1]) ? 2
                                                                                                        : 1;
}

std::string by_table(std::string_view bytes, const char* table, bool double_byte) {
  std::string out;
  converter to_utf8("UTF-8", table);
  if (!to_utf8) return std::string{replacement_character};
  while (!to_utf8.convert(bytes, out)) {
    out += replacement_character;
    bytes.remove_prefix(std::min(unknown_length(bytes, double_byte), bytes.size()));
  }
  to_utf8.finish(out);  // a character that waited for a mark to join it
  return out;
}

std::string by_escapes(std::string_view bytes) {
  std::string out;
  read_iso_2022_jp(bytes, {.cp932 = [&](std::string_view run) { out += by_table(run, "CP932", true); },
                           .euc_jp = [&](std::string_view run) { out += by_table(run, "EUC-JP-MS", true); }});
  return out;
}

}  // namespace

const charset* find_charset(std::string_view declared) {
  const auto alias = std::find_if(aliases.begin(), aliases.end(),
                                  [&](const auto& a) { return ascii::same_word(a.first, declared); });
  if (alias != aliases.end()) declared = alias->second;
  std::string windows;
  if (declared.size() == 6 && ascii::same_word(declared.substr(0, 4), "cp12")) {
    windows = "windows-" + std::string{declared.substr(2)};
    declared = windows;
  }
  const auto found = std::find_if(charsets.begin(), charsets.end(),
                                  [&](const charset& c) { return ascii::same_word(c.name, declared); });
  return found == charsets.end() ? nullptr : &*found;
}

const charset* guess_charset(std::string_view bytes) {
  if (has_japanese_escape(bytes)) return find_charset("iso-2022-jp");
  if (std::none_of(bytes.begin(), bytes.end(), ascii::is_eight_bit)) return find_charset("us-ascii");
  return is_utf8(bytes) ? find_charset("utf-8") : nullptr;
}

std::string decode(std::string_view bytes, const charset& from) {
  if (!from.table) return valid_utf8(bytes);
  return from.seven_bit ? by_escapes(bytes) : by_table(bytes, from.table, from.double_byte);
}

std::optional<std::string> encode(std::string_view utf8, const char* table) {
  std::string out;
  converter from_utf8(table, "UTF-8");
  if (!from_utf8 || !from_utf8.convert(utf8, out)) return std::nullopt;
  from_utf8.finish(out);
  return out;
}

namespace {

enum class set : std::uint8_t { ascii, kana, jis_x_0208, jis_x_0212 };

struct escape {
  std::string_view code;  // behind ESC
  set to;
};
constexpr std::array escapes{
    escape{"(B", set::ascii},       escape{"(J", set::ascii},  // JIS X 0201, ASCII but for \ and ~
    escape{"(H", set::ascii},                                  // an old mistake for (J
    escape{"(I", set::kana},        escape{"$B", set::jis_x_0208},
    escape{"$@", set::jis_x_0208},  escape{"$(B", set::jis_x_0208},
    escape{"$(@", set::jis_x_0208}, escape{"&@", set::jis_x_0208},  // of 1990, before ESC $ B
    escape{"$(D", set::jis_x_0212},
};
constexpr std::string_view softbank_pages = "EFGOPQ";
constexpr char esc = '\x1b', shift_out = '\x0e', shift_in = '\x0f';

constexpr bool is_cell(char c) { return c >= 0x21 && c <= 0x7e; }

const escape* escape_at(std::string_view bytes) {
  const auto found = std::find_if(escapes.begin(), escapes.end(),
                                  [&](const escape& e) { return bytes.substr(1).starts_with(e.code); });
  return found == escapes.end() ? nullptr : &*found;
}

// The length of a SoftBank emoji at the front; 0: none.
std::size_t emoji_length(std::string_view bytes) {
  if (bytes.size() < 3 || bytes[1] != '$' || softbank_pages.find(bytes[2]) == softbank_pages.npos) return 0;
  const auto end = bytes.find_first_of("\x0f\x1b\r\n", 3);
  if (end == bytes.npos) return bytes.size();
  return bytes[end] == shift_in ? end + 1 : end;
}

// Row and cell of JIS X 0208 as Shift_JIS.
std::array<char, 2> shifted(char row, char cell) {
  const int r = row - 0x21;
  const int lead = 0x81 + r / 2 + (r >= 62 ? 0x40 : 0);
  const int trail = r % 2 == 1 ? cell + 0x7e : cell + 0x1f + (cell >= 0x60 ? 1 : 0);
  return {static_cast<char>(lead), static_cast<char>(trail)};
}

class jis_reader {
 public:
  jis_reader(std::string_view bytes, const iso_2022_jp_runs& runs) : rest_(bytes), runs_(runs) {}

  void read() {
    while (!rest_.empty()) {
      const char c = rest_.front();
      if (c == esc)
        read_escape();
      else if (c == shift_out || c == shift_in)
        shift(c == shift_out);
      else if (in_ == set::ascii || !is_cell(c))
        single(c);
      else if (in_ == set::kana)
        kana(c);
      else
        pair(c);
    }
    flush();
  }

 private:
  void read_escape() {
    if (const escape* e = escape_at(rest_)) {
      in_ = e->to;
      rest_.remove_prefix(1 + e->code.size());
    } else if (const auto length = emoji_length(rest_)) {
      run_ += '\x80';
      rest_.remove_prefix(length);
    } else {
      single(esc);
    }
  }

  void shift(bool out) {
    in_ = out ? set::kana : set::ascii;
    rest_.remove_prefix(1);
  }

  void single(char c) {
    if (c == '\n' || c == '\r') in_ = set::ascii;
    run_ += c;
    rest_.remove_prefix(1);
  }

  void kana(char c) {
    run_ += c <= 0x5f ? static_cast<char>(c | 0x80) : '\x80';
    rest_.remove_prefix(1);
  }

  void pair(char row) {
    if (rest_.size() < 2 || !is_cell(rest_[1])) {
      run_ += '\x80';
      rest_.remove_prefix(1);
      return;
    }
    if (in_ == set::jis_x_0208) {
      const auto two = shifted(row, rest_[1]);
      run_.append(two.data(), two.size());
    } else {
      flush();
      const std::array three{'\x8f', static_cast<char>(row | 0x80), static_cast<char>(rest_[1] | 0x80)};
      runs_.euc_jp({three.data(), three.size()});
    }
    rest_.remove_prefix(2);
  }

  void flush() {
    if (!run_.empty()) runs_.cp932(run_);
    run_.clear();
  }

  std::string_view rest_;
  const iso_2022_jp_runs& runs_;
  std::string run_;
  set in_ = set::ascii;
};

}  // namespace

bool has_japanese_escape(std::string_view bytes) {
  for (auto at = bytes.find(esc); at != bytes.npos; at = bytes.find(esc, at + 1))
    if (const escape* e = escape_at(bytes.substr(at)); e && e->to != set::ascii) return true;
  return false;
}

void read_iso_2022_jp(std::string_view bytes, const iso_2022_jp_runs& runs) {
  jis_reader{bytes, runs}.read();
}

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
