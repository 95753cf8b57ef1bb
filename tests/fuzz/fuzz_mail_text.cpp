// Text of mail: whatever arrives, lines of UTF-8 within the limits come out of it, and no line end in a
// subject.
#include "mail/message/text_of_mail.h"
#include "mail/text/utf8.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace watchpost::mail::message;
  const auto text = read_text({reinterpret_cast<const char*>(data), size});
  if (!text) return 0;
  const text_limits most;
  const auto counts = [](const std::string& line) {
    return !line.empty() && !line.starts_with('>') && !line.starts_with("＞");
  };
  if (std::count_if(text->lines.begin(), text->lines.end(), counts) > static_cast<std::ptrdiff_t>(most.lines))
    std::abort();
  if (text->subject.size() > most.subject) std::abort();
  if (!watchpost::mail::is_utf8(text->subject) || text->subject.find_first_of("\r\n") != std::string::npos)
    std::abort();
  for (const auto& line : text->lines)
    if (line.size() > most.line || !watchpost::mail::is_utf8(line)) std::abort();
  return 0;
}
