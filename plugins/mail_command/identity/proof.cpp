#include "proof.h"

#include "mail/text/ascii.h"

#include <algorithm>

namespace watchpost::mail_command::identity {
namespace {

constexpr proof nth(std::size_t i) { return static_cast<proof>(1U << i); }

}  // namespace

std::string proofs::words() const {
  std::string out;
  for (std::size_t i = 0; i < proof_names.size(); ++i) {
    if (!has(nth(i))) continue;
    if (!out.empty()) out += ' ';
    out += proof_names[i];
  }
  return out.empty() ? "none" : out;
}

std::optional<proofs> read_proofs(std::string_view text) {
  proofs out;
  for (;;) {
    const auto plus = text.find('+');
    const auto word = text.substr(0, plus);
    const auto known = std::find_if(proof_names.begin(), proof_names.end(),
                                    [&](auto name) { return mail::ascii::same_word(name, word); });
    if (known == proof_names.end()) return std::nullopt;
    out |= nth(static_cast<std::size_t>(known - proof_names.begin()));
    if (plus == std::string_view::npos) return out;
    text.remove_prefix(plus + 1);
  }
}

}  // namespace watchpost::mail_command::identity
