#include "distance.h"

#include "mail/text/utf8.h"

#include <algorithm>
#include <array>
#include <vector>

namespace watchpost::mail_command::grammar {
namespace {

constexpr std::size_t longest_compared = 64;

std::vector<std::string_view> points_of(std::string_view text) {
  std::vector<std::string_view> out;
  while (!text.empty() && out.size() < longest_compared) {
    const auto size = std::max<std::size_t>(mail::utf8_length(text), 1);
    out.push_back(text.substr(0, size));
    text.remove_prefix(size);
  }
  return out;
}

}  // namespace

std::size_t distance(std::string_view a, std::string_view b, std::size_t most) {
  const auto x = points_of(a), y = points_of(b);
  if (std::max(x.size(), y.size()) - std::min(x.size(), y.size()) > most) return most + 1;
  using row = std::array<std::size_t, longest_compared + 1>;
  row before{}, last{}, now{};
  for (std::size_t j = 0; j <= y.size(); ++j) last[j] = j;
  for (std::size_t i = 1; i <= x.size(); ++i) {
    now[0] = i;
    for (std::size_t j = 1; j <= y.size(); ++j) {
      now[j] = std::min({last[j] + 1, now[j - 1] + 1, last[j - 1] + (x[i - 1] == y[j - 1] ? 0u : 1u)});
      const bool swapped = i > 1 && j > 1 && x[i - 1] == y[j - 2] && x[i - 2] == y[j - 1];
      if (swapped) now[j] = std::min(now[j], before[j - 2] + 1);
    }
    before = last;
    last = now;
  }
  return std::min(last[y.size()], most + 1);
}

std::size_t tolerance(std::string_view word) {
  const auto size = points_of(word).size();
  if (size < 2) return 0;
  return size <= 4 ? 1 : 2;
}

}  // namespace watchpost::mail_command::grammar
