// watchpost/cpp/host/elf.hpp - what a file claims to be, told from its first bytes: so that a host can say
// "this plugin is for aarch64" where dlopen says "wrong ELF class".
//
//   const host::elf_header header = host::read_elf_header(bytes);
//   if (header.valid && header.shared) std::puts(host::machine_name(header).c_str());
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace watchpost::host {

struct elf_header {
  bool valid = false;  // an ELF file of a version we know
  bool shared = false;
  int bits = 0;  // 32 or 64
  bool little_endian = true;
  std::uint16_t machine = 0;
};

inline constexpr std::size_t elf_header_bytes = 20;

/// Takes the first elf_header_bytes of a file, or fewer when it is shorter.
constexpr elf_header read_elf_header(std::string_view bytes) noexcept {
  elf_header out;
  if (bytes.size() < elf_header_bytes || !bytes.starts_with("\177ELF")) return out;
  const auto byte = [&](std::size_t at) {
    return static_cast<unsigned>(static_cast<unsigned char>(bytes[at]));
  };
  if (byte(4) != 1 && byte(4) != 2) return out;
  if (byte(5) != 1 && byte(5) != 2) return out;
  out.valid = true;
  out.bits = byte(4) == 2 ? 64 : 32;
  out.little_endian = byte(5) == 1;
  const auto half = [&](std::size_t at) {
    return out.little_endian ? byte(at) | byte(at + 1) << 8 : byte(at) << 8 | byte(at + 1);
  };
  out.shared = half(16) == 3;  // ET_DYN
  out.machine = static_cast<std::uint16_t>(half(18));
  return out;
}

/// The name of e_machine, or its number.
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
