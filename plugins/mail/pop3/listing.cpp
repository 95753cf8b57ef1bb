#include "listing.h"

#include "mail/json/record.h"
#include "mail/sasl/mechanism.h"
#include "mail/text/ascii.h"
#include "mail/text/base64.h"
#include "mail/text/number.h"
#include "mail/text/split.h"

#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <memory>
#include <string>
#include <unordered_map>

namespace watchpost::mail::pop3 {

namespace {

constexpr std::size_t max_id = 255;

template <class Number>
bool read(std::string_view word, Number& into) {
  const auto number = to_number<Number>(word);
  into = number.value_or(into);
  return number.has_value();
}

}  // namespace

std::optional<unique_id> parse_unique_id(std::string_view line) {
  unique_id found;
  if (!read(take_word(line), found.number) || found.number == 0) return std::nullopt;
  const auto id = take_word(line);
  const auto fits = [](char c) { return c > ' ' && c < 0x7F; };
  if (id.empty() || id.size() > max_id || !std::all_of(id.begin(), id.end(), fits)) return std::nullopt;
  if (!take_word(line).empty()) return std::nullopt;
  found.id = id;
  return found;
}

std::optional<scan_listing> parse_scan_listing(std::string_view line) {
  scan_listing found;
  if (!read(take_word(line), found.number) || found.number == 0) return std::nullopt;
  if (!read(take_word(line), found.octets)) return std::nullopt;
  return found;
}

void count_copies(std::vector<unique_id>& listing) {
  std::unordered_map<std::string_view, std::uint32_t> seen;
  seen.reserve(listing.size());
  for (auto& one : listing) one.copy = seen[one.id]++;
}

std::optional<unique_ids> parse_unique_ids(std::string_view body) {
  unique_ids all;
  while (!body.empty()) {
    const auto line = take_line(body);
    if (line.empty() || !ascii::is_digit(line.front())) return std::nullopt;
    if (auto one = parse_unique_id(line))
      all.found.push_back(std::move(*one));
    else
      ++all.without;
  }
  const auto less = [](const unique_id& a, const unique_id& b) { return a.number < b.number; };
  const auto same = [](const unique_id& a, const unique_id& b) { return a.number == b.number; };
  if (!std::is_sorted(all.found.begin(), all.found.end(), less))
    std::sort(all.found.begin(), all.found.end(), less);
  if (std::adjacent_find(all.found.begin(), all.found.end(), same) != all.found.end()) return std::nullopt;
  count_copies(all.found);
  return all;
}

std::optional<std::vector<std::uint32_t>> parse_scans(std::string_view body) {
  std::vector<std::uint32_t> numbers;
  while (!body.empty()) {
    const auto one = parse_scan_listing(take_line(body));
    if (!one) return std::nullopt;
    numbers.push_back(one->number);
  }
  std::sort(numbers.begin(), numbers.end());
  if (std::adjacent_find(numbers.begin(), numbers.end()) != numbers.end()) return std::nullopt;
  return numbers;
}

namespace {

struct known_ids {
  std::string known;
};
constexpr auto fields_of(const known_ids*) { return std::tuple{json::field("known", &known_ids::known)}; }

constexpr std::size_t width = 6;  // bytes of a hash
static_assert(max_known * width / 3 * 4 + 20 <= json::max_record);

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
    const auto line = take_line(header);
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
  return json::to_record(known_ids{to_base64(bytes)});
}

std::optional<std::vector<std::uint64_t>> from_position(const std::string& text) {
  const auto stored = json::read_record<known_ids>(text);
  if (!stored) return std::nullopt;
  const auto bytes = from_base64(stored->known);
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
