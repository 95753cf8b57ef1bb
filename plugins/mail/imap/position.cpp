#include "position.h"

#include "number_set.h"

namespace watchpost::mail::imap {

namespace {

constexpr std::size_t any_size = 12 * max_again;  // of a set: ten digits and a comma a number

std::string joined(const std::vector<std::uint32_t>& uids) {
  return uids.empty() ? std::string{} : to_sets(uids, any_size).front();
}

}  // namespace

std::string to_position(const numbering& n) {
  const std::string start = std::to_string(n.validity) + ':' + std::to_string(n.next);
  return n.again.empty() ? start : start + ':' + joined(n.again);
}

std::string uids_to_read(const numbering& n) {
  const std::string news = std::to_string(n.next) + ":*";
  return n.again.empty() ? news : joined(n.again) + ',' + news;
}

std::optional<numbering> parse_position(std::string_view text) {
  const auto colon = text.find(':');
  if (colon == text.npos) return std::nullopt;
  const auto second = text.find(':', colon + 1);
  const auto validity = to_number(text.substr(0, colon));
  const auto next = to_number(text.substr(colon + 1, second == text.npos ? second : second - colon - 1));
  if (!validity || !next || *next == 0) return std::nullopt;
  numbering n{*validity, *next};
  if (second == text.npos) return n;
  const auto ranges = parse_set(text.substr(second + 1));
  if (!ranges) return std::nullopt;
  for (const auto& range : *ranges) {
    for (std::uint64_t uid = range.first; uid <= range.last; ++uid) {
      if (uid >= n.next || n.again.size() == max_again) return std::nullopt;
      n.again.push_back(static_cast<std::uint32_t>(uid));
    }
  }
  return n;
}

}  // namespace watchpost::mail::imap
