#include "cli/settings_args.h"

#include "engine/secret_source.h"
#include "engine/text.h"

#include <cstring>
#include <string_view>

namespace watchpost::cli {

abi::expected<parsed_settings> parse_settings(const std::vector<std::string>& args) {
  parsed_settings out;
  for (const auto& arg : args) {
    const auto equals = arg.find('=');
    if (equals == std::string::npos || equals == 0) {
      return abi::error{.status = WP_E_SETTINGS,
                        .domain = "settings",
                        .text = "the argument " + engine::in_quotes(arg) + " is no setting; write key=value"};
    }
    engine::setting made{arg.substr(0, equals), arg.substr(equals + 1), false, {}, {}};
    const std::string_view value = made.value;
    const bool env = value.starts_with("@env:");
    if (env || value.starts_with("@file:")) {
      const std::string source(value.substr(value.find(':') + 1));
      auto got = env ? engine::secret_from_env(source) : engine::secret_from_file(source);
      if (!got) {
        auto why = got.error();
        why.key = made.key;
        return why;
      }
      if (!got->warning.empty()) out.warnings.push_back(made.key + ": " + got->warning);
      made.value = std::move(got->value);
      made.secret = true;
    } else if (value.starts_with("@@")) {
      made.value.erase(0, 1);
    }
    out.settings.push_back(std::move(made));
  }
  return out;
}

void wipe_values(int argc, char** argv) {
  for (int i = 1; i < argc; ++i) {
    char* const equals = argv[i][0] == '-' ? nullptr : std::strchr(argv[i], '=');
    if (equals == nullptr || equals[1] == '@') continue;  // @env: and @file: are no secrets
    for (char* at = equals + 1; *at != '\0'; ++at) *at = '*';
  }
}

}  // namespace watchpost::cli
