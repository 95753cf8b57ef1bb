#include "known_ids.h"

#include "../message/ascii.h"
#include "../sasl/mechanism.h"

#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <memory>
#include <string>

namespace watchpost::mail::pop3 {
namespace {

constexpr std::string_view version = "2:";
constexpr std::size_t width = 6;  // bytes of a hash
static_assert(version.size() + max_known * width / 3 * 4 <= max_position);

template <auto Free>
struct freed_by {
  template <class T>
  void operator()(T* p) const {
    Free(p);
  }
};
using digest = std::unique_ptr<EVP_MD, freed_by<EVP_MD_free>>;
using digesting = std::unique_ptr<EVP_MD_CTX, freed_by<EVP_MD_CTX_free>>;

}  // namespace

std::vector<std::uint64_t> hashes_of(std::span<const unique_id> ids) {
  std::vector<std::uint64_t> all;
  all.reserve(ids.size());
  const digest sha256(EVP_MD_fetch(nullptr, "SHA256", nullptr));
  const digesting context(EVP_MD_CTX_new());
  std::array<unsigned char, EVP_MAX_MD_SIZE> out{};
  for (const auto& one : ids) {
    EVP_DigestInit_ex2(context.get(), sha256.get(), nullptr);
    const std::string name = one.name();
    EVP_DigestUpdate(context.get(), name.data(), name.size());
    EVP_DigestFinal_ex(context.get(), out.data(), nullptr);
    std::uint64_t hash = 0;
    for (std::size_t i = 0; i < width; ++i) hash = hash << 8 | out[i];
    all.push_back(hash);
  }
  return all;
}

std::string id_of(std::string_view header) {
  std::string lasting;
  while (!header.empty()) {
    const auto line = next_line(header);
    if (ascii::begins(line, "Status:") || ascii::begins(line, "X-Status:") || ascii::begins(line, "X-UIDL:"))
      continue;
    (lasting += line) += '\n';
  }
  const unique_id whole{1, std::move(lasting)};
  return std::to_string(hashes_of({&whole, 1}).front());
}

std::string to_position(std::vector<std::uint64_t> known) {
  std::sort(known.begin(), known.end());
  known.erase(std::unique(known.begin(), known.end()), known.end());
  std::string bytes;
  bytes.reserve(known.size() * width);
  for (const auto hash : known)
    for (std::size_t i = width; i-- > 0;) bytes.push_back(static_cast<char>(hash >> 8 * i & 0xFF));
  return std::string(version) + sasl::to_base64(bytes);
}

std::optional<std::vector<std::uint64_t>> from_position(const std::string& text) {
  if (!text.starts_with(version) || text.size() > max_position) return std::nullopt;
  const auto bytes = sasl::from_base64(std::string_view(text).substr(version.size()));
  if (!bytes || bytes->size() % width != 0 || bytes->size() / width > max_known) return std::nullopt;
  std::vector<std::uint64_t> known;
  known.reserve(bytes->size() / width);
  for (std::size_t i = 0; i < bytes->size(); i += width) {
    std::uint64_t hash = 0;
    for (std::size_t j = 0; j < width; ++j) hash = hash << 8 | static_cast<unsigned char>((*bytes)[i + j]);
    if (!known.empty() && hash <= known.back()) return std::nullopt;
    known.push_back(hash);
  }
  return known;
}

reading_plan plan(std::vector<unique_id>& listing, const std::string& since, std::size_t most_again) {
  if (listing.size() > max_known)
    listing.erase(listing.begin(), listing.end() - static_cast<std::ptrdiff_t>(max_known));
  reading_plan todo;
  todo.hashes = hashes_of(listing);
  if (since.empty()) {
    todo.known = todo.hashes;
    return todo;
  }
  const auto known = from_position(since);
  for (std::size_t i = 0; i < listing.size(); ++i) {
    if (known && std::binary_search(known->begin(), known->end(), todo.hashes[i]))
      todo.known.push_back(todo.hashes[i]);
    else
      todo.unknown.push_back(i);
  }
  const bool nothing_familiar = known && !known->empty() && todo.known.empty();
  todo.renumbered = !known || (nothing_familiar && todo.unknown.size() > most_again);
  if (todo.renumbered && todo.unknown.size() > most_again) {
    const auto skipped = todo.unknown.end() - static_cast<std::ptrdiff_t>(most_again);
    for (auto i = todo.unknown.begin(); i != skipped; ++i) todo.known.push_back(todo.hashes[*i]);
    todo.unknown.erase(todo.unknown.begin(), skipped);
  }
  return todo;
}

}  // namespace watchpost::mail::pop3
