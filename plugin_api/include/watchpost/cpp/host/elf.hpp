// watchpost/cpp/host/elf.hpp - what a file claims to be, told from its first bytes: so that a host can say
// "this plugin is for aarch64" where dlopen says "wrong ELF class".
//
//   #include <cstdio>
//
//   void tell(std::string_view bytes) {
//     const host::elf_header header = host::read_elf_header(bytes);
//     if (header.valid && header.shared) std::puts(host::machine_name(header).c_str());
//   }
//
// Reads memory only, any bytes, and never beyond their end; nothing is kept. Only machine_name() may throw
// (std::bad_alloc).
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace watchpost::host {

/// All but `valid` counts only when that is true.
struct elf_header {
  bool valid = false;   ///< an ELF file of a version we know
  bool shared = false;  ///< ET_DYN: a shared library, or a position-independent program
  int bits = 0;         ///< 32 or 64
  bool little_endian = true;
  std::uint16_t machine = 0;  ///< e_machine; see machine_name()
  /// Where the last segment ends, in bytes: a shorter file is cut off, and mapping it would crash.
  std::uint64_t end = 0;
};

/// The program headers of every usual library are in here.
inline constexpr std::size_t elf_header_bytes = 4096;

namespace detail {
/// Unsigned numbers at an offset; 0 beyond the end.
struct elf_numbers {
  std::string_view bytes;
  bool little_endian;
  constexpr std::uint64_t at(std::size_t offset, std::size_t width) const noexcept {
    if (offset > bytes.size() || bytes.size() - offset < width) return 0;
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < width; ++i) {
      const std::size_t from = offset + (little_endian ? width - 1 - i : i);
      value = value << 8 | static_cast<unsigned char>(bytes[from]);
    }
    return value;
  }
};
}  // namespace detail

/// Takes the first elf_header_bytes of a file, or fewer when it is shorter.
constexpr elf_header read_elf_header(std::string_view bytes) noexcept {
  elf_header out;
  if (bytes.size() < 52 || !bytes.starts_with("\177ELF")) return out;
  const char bits = bytes[4];
  const char order = bytes[5];
  if ((bits != 1 && bits != 2) || (order != 1 && order != 2)) return out;
  out.valid = true;
  out.bits = bits == 2 ? 64 : 32;
  out.little_endian = order == 1;
  const detail::elf_numbers read{bytes, out.little_endian};
  out.shared = read.at(16, 2) == 3;  // ET_DYN
  out.machine = static_cast<std::uint16_t>(read.at(18, 2));
  const bool wide = bits == 2;
  const std::size_t word = wide ? 8 : 4;
  const std::uint64_t table = read.at(wide ? 32 : 28, word);
  const std::uint64_t entry = read.at(wide ? 54 : 42, 2);
  const std::uint64_t count = read.at(wide ? 56 : 44, 2);
  if (table > bytes.size()) return out;
  for (std::uint64_t i = 0; i < count; ++i) {
    const auto at = static_cast<std::size_t>(table + i * entry);
    const std::uint64_t begin = read.at(at + (wide ? 8 : 4), word);
    const std::uint64_t size = read.at(at + (wide ? 32 : 16), word);
    if (size <= UINT64_MAX - begin && begin + size > out.end) out.end = begin + size;
  }
  return out;
}

/// The name of e_machine, or its number: "aarch64", "machine 42 (64 bit)".
inline std::string machine_name(const elf_header& header) {
  switch (header.machine) {
    case 3: return "x86 (32 bit)";
    case 8: return "mips";
    case 20: return "ppc";
    case 21: return "ppc64";
    case 22: return "s390";
    case 40: return "arm (32 bit)";
    case 62: return header.bits == 64 ? "x86_64" : "x32";
    case 183: return "aarch64";
    case 243: return header.bits == 64 ? "riscv64" : "riscv32";
    case 258: return "loongarch";
    default:
      return "machine " + std::to_string(header.machine) + " (" + std::to_string(header.bits) + " bit)";
  }
}

}  // namespace watchpost::host
