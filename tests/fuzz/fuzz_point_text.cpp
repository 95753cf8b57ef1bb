// Values of control points from text: what is accepted is of the point's kind, and its text is accepted
// again.
#include <watchpost/cpp/point_text.hpp>

#include <cstdint>
#include <cstdlib>

namespace point = watchpost::point;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
  point::info of{.id = "p", .title = "p", .decimals = data[0] / 16u, .unit = "m", .on_word = "running"};
  of.kind = static_cast<point::kind>(data[0] % 5 + 1);
  const auto value = point::parse(of, text);
  if (!value) return 0;
  if (!point::fits(of.kind, *value)) std::abort();
  if (!point::parse(of, point::to_text(of, *value))) std::abort();
  return 0;
}
