#include "prospects.h"

#include <utility>

namespace watchpost::mail_command::decide {

const prospect& prospects::of(const std::string& point) {
  const auto [at, fresh] = all_.try_emplace(point);
  if (!fresh) return at->second;
  at->second.now = host_.read(point).value_or(point::sample{});
  if (const journal::revert* pending = returning_.of(point)) at->second.back = pending->back;
  return at->second;
}

void prospects::moved(const std::string& point, point::value value, const std::string& key,
                      point::value back) {
  prospect& p = all_[point];
  p.now.value = std::move(value);
  p.now.quality = point::quality::good;
  p.step = key;
  p.back = std::move(back);
}

}  // namespace watchpost::mail_command::decide
