#include "engine/instance_name.h"

#include "engine/type_view.h"

#include <watchpost/cpp/values.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>

namespace watchpost::engine {
namespace {

class fnv1a {
 public:
  void add(std::string_view text) {
    for (const char c : text) add(static_cast<unsigned char>(c));
    add(0xFFU);
  }
  std::string hex() const {
    std::array<char, 8> digits{};
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), hash_, 16).ptr;
    const std::string text(digits.data(), end);
    return std::string(digits.size() - text.size(), '0') + text;
  }

 private:
  void add(unsigned char byte) { hash_ = (hash_ ^ byte) * 16777619U; }
  std::uint32_t hash_ = 2166136261U;
};

std::string lower(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(), values::to_lower);
  return out;
}

}  // namespace

std::string instance_name(const instance_spec& spec) {
  const type_view type(*spec.type.type);
  fnv1a hash;
  bool named = false;
  for (const auto& p : type.params) {
    if (!p.identity) continue;
    named = true;
    hash.add(p.key);
    bool given = false;
    for (const auto& s : spec.settings) {
      if (s.key != p.key) continue;
      given = true;
      hash.add(lower(s.value));
    }
    if (!given && p.def) hash.add(lower(*p.def));
  }
  for (const auto& s : spec.settings) {
    if (named) break;
    hash.add(s.key);
    if (!s.secret) hash.add(s.value);
  }
  return std::string(type.id) + "-" + hash.hex() + (spec.device.empty() ? "" : "@" + spec.device);
}

}  // namespace watchpost::engine
