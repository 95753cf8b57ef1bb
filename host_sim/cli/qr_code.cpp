#include "cli/qr_code.h"

#include <memory>
#include <qrencode.h>

namespace watchpost::cli {
namespace {

constexpr std::size_t quiet_zone = 4;  // modules on each side

struct free_code {
  void operator()(QRcode* code) const { QRcode_free(code); }
};

}  // namespace

abi::expected<std::vector<std::vector<bool>>> qr_modules(const std::string& text) {
  const std::unique_ptr<QRcode, free_code> code(QRcode_encodeString8bit(text.c_str(), 0, QR_ECLEVEL_M));
  if (code == nullptr)
    return abi::error{.status = WP_E_LIMIT, .domain = "qr", .text = "the text is too long for a QR code"};
  const auto width = static_cast<std::size_t>(code->width);
  std::vector<std::vector<bool>> out(width, std::vector<bool>(width));
  for (std::size_t y = 0; y < width; ++y) {
    for (std::size_t x = 0; x < width; ++x) out[y][x] = (code->data[y * width + x] & 1U) != 0;
  }
  return out;
}

std::string qr_text(const std::vector<std::vector<bool>>& modules, bool coloured) {
  const auto size = modules.size() + 2 * quiet_zone;
  const auto dark = [&](std::size_t y, std::size_t x) {
    const bool inside = y >= quiet_zone && y - quiet_zone < modules.size() && x >= quiet_zone &&
                        x - quiet_zone < modules.size();
    return inside && modules[y - quiet_zone][x - quiet_zone];
  };
  std::string out;
  for (std::size_t y = 0; y < size; y += 2) {
    if (coloured) out += "\x1b[30;107m";
    for (std::size_t x = 0; x < size; ++x) {
      const bool upper = dark(y, x);
      const bool lower = dark(y + 1, x);
      out += upper && lower ? "█" : upper ? "▀" : lower ? "▄" : " ";
    }
    if (coloured) out += "\x1b[0m";
    out += '\n';
  }
  return out;
}

}  // namespace watchpost::cli
