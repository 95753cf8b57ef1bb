#include "proof.h"

#include "mail/text/ascii.h"

#include <boost/json/array.hpp>
#include <boost/json/value.hpp>

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

namespace watchpost::mail::json {

using namespace mail_command::identity;

boost::json::value form<proofs>::write(proofs p) {
  boost::json::array names;
  for (std::size_t i = 0; i < proof_names.size(); ++i)
    if (p.has(static_cast<proof>(1U << i))) names.emplace_back(proof_names[i]);
  return names;
}

bool form<proofs>::read(const boost::json::value& from, proofs& into) {
  into = {};
  if (!from.is_array()) return false;
  for (const auto& each : from.get_array()) {
    const auto one = each.is_string() ? read_proofs(each.get_string()) : std::nullopt;
    if (!one) return false;
    into |= *one;
  }
  return true;
}

}  // namespace watchpost::mail::json
