// How often something happened within a span of time that ends now: counts per slot, the oldest first. A slot
// counts until all of it is a span ago, so in no span of that length is there more than was allowed.
#pragma once

#include "mail/json/fields.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>

namespace watchpost::mail_command::state {

template <std::size_t Slots>
class sliding_count {
 public:
  // `slot`: number of the present one since 1970. A clock that was put back changes nothing.
  void reach(std::int64_t slot) {
    const auto by = std::clamp<std::int64_t>(slot - newest_, 0, static_cast<std::int64_t>(Slots));
    std::move(slots_.begin() + by, slots_.end(), slots_.begin());
    std::fill(slots_.end() - by, slots_.end(), 0U);
    newest_ = std::max(newest_, slot);
  }

  void add() { ++slots_.back(); }

  std::uint64_t sum() const {
    std::uint64_t all = 0;
    for (const auto n : slots_) all += n;
    return all;
  }
  std::int64_t newest() const { return newest_; }

  friend constexpr auto fields_of(const sliding_count*) {
    return std::tuple{mail::json::field("newest", &sliding_count::newest_),
                      mail::json::field("counts", &sliding_count::slots_)};
  }

 private:
  std::int64_t newest_ = 0;
  std::array<std::uint32_t, Slots> slots_{};
};

}  // namespace watchpost::mail_command::state
