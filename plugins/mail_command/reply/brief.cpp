#include "brief.h"

#include "mail_command/grammar/cut_line.h"

#include <algorithm>

namespace watchpost::mail_command::reply {
namespace {

constexpr std::size_t most_source = 120;  // bytes

bool may_have_moved(const line_result& r) { return r.asked.index() != 0 && r.code != reply_code::would; }

bool say_the_same(const line_result& a, const line_result& b) {
  return a.line == b.line && a.source == b.source && a.code == b.code && a.mailed_code == b.mailed_code &&
         !a.about && !b.about;
}

}  // namespace

std::vector<line_result> brief(std::span<const line_result> lines) {
  std::vector<line_result> out;
  for (const line_result& r : lines) {
    line_result b{.line = r.line, .source = grammar::cut_line(r.source, most_source, "..."), .code = r.code};
    b.reverts_ms = r.reverts_ms;
    b.given_up_ms = r.given_up_ms;
    b.expires_ms = r.expires_ms;
    b.mailed_code = r.mailed_code;
    if (r.about && may_have_moved(r)) {
      b.about.emplace();
      b.about->id = b.about->title = r.about->id;
    }
    const bool told =
        std::any_of(out.begin(), out.end(), [&](const line_result& o) { return say_the_same(o, b); });
    if (!told) out.push_back(std::move(b));
  }
  return out;
}

}  // namespace watchpost::mail_command::reply
