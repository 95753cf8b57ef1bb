// Feeds any bytes to the parsers of setting values, and to a settings table. The first byte chooses the kind.
#include <watchpost/cpp/accept.hpp>
#include <watchpost/cpp/settings.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

namespace {

using namespace watchpost;
namespace param = plugin::param;

enum class mode { one, two };
constexpr wp_choice modes[] = {{"one", ""}, {"two", ""}};

struct config {
  std::string text;
  std::int8_t small = 0;
  double real = 0;
  std::string body;
  plugin::secret token;
  mode which{};
  std::chrono::milliseconds wait{};
  std::uint64_t room = 0;
  std::string host;
  std::uint16_t port = 0;
  std::vector<std::string> mails;
  std::string path;
  bool flag = false;
};
constexpr auto table = plugin::settings(
    param::string<&config::text>("text"), param::boolean<&config::flag>("flag"),
    param::integer<&config::small>("small"), param::number<&config::real>("real").max("10"),
    param::text<&config::body>("body"), param::secret<&config::token>("token"),
    param::choice<&config::which>("which", modes), param::duration<&config::wait>("wait").min("1s"),
    param::size<&config::room>("room").max("1GiB"), param::host<&config::host>("host"),
    param::port<&config::port>("port"), param::email<&config::mails>("mail"),
    param::path<&config::path>("path").when("flag=yes"));

void require(bool truth) {
  if (!truth) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
  const wp_param& p = table.params[data[0] % table.params.size()];

  // The general answer and the bound member agree on what is a value.
  config c;
  const std::string_view value = plugin::is_verbatim(p.kind) ? text : values::trim(text);
  const bool fits = plugin::accepts(p, value);
  if (plugin::character_fault(p.kind, value).empty()) {
    require(table.setters[data[0] % table.params.size()](c, p, value, true) == fits);
  }
  if (const auto wait = values::parse_duration(text)) require(wait->count() >= 0);
  if (const auto host = values::parse_host(text)) require(!host->empty() && host->size() <= 260);
  if (values::is_email(text)) require(values::is_utf8(text) && text.find('\n') == std::string_view::npos);
  for (char byte : plugin::quoted(text)) require(byte != '\n' && byte != '\r' && byte != '\0');

  // The whole way, with a key that may be unknown.
  const wp_setting list[] = {{plugin::to_abi(plugin::view(p.key)), plugin::to_abi(text)},
                             {plugin::to_abi(text.substr(0, 20)), plugin::to_abi("yes")}};
  bool refused = false;
  const wp_diag_sink sink{&refused, [](void* ctx, const wp_diag* d) {
                            *static_cast<bool*>(ctx) |= d->severity == WP_SEVERITY_ERROR;
                            require(d->text.len != 0);
                          }};
  plugin::diagnostics diags(&sink);
  config whole;
  require(plugin::read_settings(table, list, diags, whole) != refused);
  return 0;
}
