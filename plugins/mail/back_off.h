// How long to wait before trying again what a server asked to try later: growing, bounded, and a little
// different for each user, so that those of one server do not march in step. Pure.
//
//   back_off pause(first, longest, seed);
//   const auto wait = pause.next();     // 1.0 s, 2.3 s, 4.1 s, ... for first = 1 s
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <string_view>

namespace watchpost::mail {

class back_off {
 public:
  // The same `seed` gives the same waits. `longest`: without the quarter that may be added.
  back_off(std::chrono::milliseconds first, std::chrono::milliseconds longest, std::string_view seed)
      : base_(first), longest_(longest) {
    for (const char c : seed) mix(static_cast<unsigned char>(c));
  }

  std::chrono::milliseconds next() {
    mix(0xA5);
    const auto wait =
        base_ + base_ * static_cast<std::int64_t>(noise_ >> 32 & 0xFF) / 1024;  // up to a quarter more
    base_ = std::min(base_ * 2, longest_);
    return wait;
  }

 private:
  void mix(unsigned char byte) { noise_ = (noise_ ^ byte) * 0x100000001b3ULL; }  // FNV-1a

  std::chrono::milliseconds base_, longest_;
  std::uint64_t noise_ = 0xcbf29ce484222325ULL;
};

}  // namespace watchpost::mail
