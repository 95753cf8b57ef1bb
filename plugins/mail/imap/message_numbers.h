// Which messages went: EXPUNGE names a message by its number, which shifts with each that goes (RFC 3501
// section 7.4.1), and FETCH tells UIDs by them.
//
//   numbers.told(3, 8);      // * 3 FETCH (UID 8 ...)
//   numbers.expunged(2);     // * 2 EXPUNGE
//   numbers.expunged(2);     // * 2 EXPUNGE: that was UID 8
//   numbers.gone();          // {8}
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace watchpost::mail::imap {

class message_numbers {
 public:
  static constexpr std::size_t most = 100'000;  // messages that are known; of more it is not told which went

  void told(std::uint32_t number, std::uint32_t uid) {
    const auto at = place_of(number);
    if (at != known_.end() && at->first == number)
      at->second = uid;
    else if (known_.size() < most)
      known_.emplace(at, number, uid);
  }

  void expunged(std::uint32_t number) {
    auto at = place_of(number);
    if (at != known_.end() && at->first == number) {
      gone_.push_back(at->second);
      at = known_.erase(at);
    }
    for (; at != known_.end(); ++at) --at->first;
  }

  const std::vector<std::uint32_t>& gone() const { return gone_; }  // UIDs

 private:
  using pairs = std::vector<std::pair<std::uint32_t, std::uint32_t>>;  // number and UID, by number
  pairs::iterator place_of(std::uint32_t number) {
    return std::lower_bound(known_.begin(), known_.end(), number,
                            [](const auto& one, std::uint32_t n) { return one.first < n; });
  }

  pairs known_;
  std::vector<std::uint32_t> gone_;
};

}  // namespace watchpost::mail::imap
