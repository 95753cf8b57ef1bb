#include "flowed.h"

#include "lines.h"

#include <algorithm>

namespace watchpost::mail::message {
namespace {

constexpr std::string_view signature = "-- ";

struct flow {
  std::string text;
  std::size_t depth = 0;
  bool open = false;  // the next line of this depth belongs to it

  void close(std::string& out) {
    if (!open) return;
    open = false;
    out.append(depth, '>');
    if (depth > 0) out += ' ';
    out += text;
    out += '\n';
    text.clear();
  }
};

}  // namespace

std::string unflowed(std::string_view rest, bool del_space) {
  std::string out;
  flow now;
  while (!rest.empty()) {
    auto line = take_line(rest);
    const auto depth = std::min(line.find_first_not_of('>'), line.size());
    line.remove_prefix(depth);
    if (line.starts_with(' ')) line.remove_prefix(1);  // section 4.4: stuffed
    const bool ends = line == signature;
    if (depth != now.depth || ends)
      now.close(out);  // section 4.5: the line before was not meant to be flowed
    now.depth = depth;
    const bool flows = line.ends_with(' ') && !ends;
    if (flows && del_space) line.remove_suffix(1);
    now.text += line;
    now.open = true;
    if (!flows) now.close(out);
  }
  now.close(out);
  return out;
}

}  // namespace watchpost::mail::message
