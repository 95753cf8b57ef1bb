#include "refusals.h"

#include "hex.h"
#include "utc_text.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>

#include <sstream>
#include <utility>

namespace watchpost::email_monitor {
namespace {

std::string digest(std::span<const unsigned char> key, const sign_in_facts& what) {
  std::string text;
  text.reserve(4096);  // grown, it would leave copies behind
  const auto add = [&text](std::string_view part) { text.append(1, '\0').append(part); };
  add(what.protocol);
  add(what.server.host);
  add(std::to_string(what.server.port));
  add(what.who.username);
  add(what.who.password);
  add(what.who.token.view());
  std::array<unsigned char, EVP_MAX_MD_SIZE> out{};
  unsigned int size = 0;
  HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()),
       reinterpret_cast<const unsigned char*>(text.data()), text.size(), out.data(), &size);
  OPENSSL_cleanse(text.data(), text.size());
  return to_hex(std::span(out).first(16));
}

// "1 AT DIGEST CODE ENHANCED WORDS": ENHANCED may be "-", WORDS go to the end.
std::string encode(const refusal& r, const std::string& of) {
  return "1 " + std::to_string(r.at) + ' ' + of + ' ' + std::to_string(r.why.code) + ' ' +
         (r.why.enhanced.empty() ? "-" : r.why.enhanced) + ' ' + r.why.server;
}

std::optional<refusal> decode(const std::string& text, const std::string& of) {
  std::istringstream in(text);
  int version = 0;
  std::string whose;
  refusal r;
  if (!(in >> version >> r.at >> whose >> r.why.code >> r.why.enhanced) || version != 1 || whose != of)
    return std::nullopt;
  if (r.why.enhanced == "-") r.why.enhanced.clear();
  in.get();
  std::getline(in, r.why.server, '\0');
  r.why.at = mail::stage::sign_in;
  r.why.why = mail::cause::credentials;
  return r;
}

}  // namespace

// Without randomness the digests stay in this process's memory, and that is all they have to do.
refusals::refusals() { (void)RAND_priv_bytes(key_.data(), static_cast<int>(key_.size())); }

const refusal* refusals::of(const sign_in_facts& what) { return known_.find(digest(key_, what)); }

void refusals::note(const sign_in_facts& what, refusal r) { known_.of(digest(key_, what)) = std::move(r); }

void refusals::forget(const sign_in_facts& what) { known_.erase(digest(key_, what)); }

sign_in_gate::sign_in_gate(refusals& shared, sign_in_facts what, std::chrono::milliseconds retry_after)
    : shared_(shared),
      what_(std::move(what)),
      retry_after_(what_.by_password ? retry_after : retry_after.zero()) {}

void sign_in_gate::recall(const ledger& book) {
  const auto kept = decode(book.note(note_key()), digest(book.who().key, what_));
  if (kept && shared_.of(what_) == nullptr) shared_.note(what_, *kept);
}

std::optional<mail::failure> sign_in_gate::closed(std::int64_t now) {
  const refusal* known = shared_.of(what_);
  // A record of the future was made by a clock that was wrong.
  if (known == nullptr || now < known->at || now - known->at >= retry_after_.count()) return std::nullopt;
  mail::failure f = known->why;
  f.detail = "refused at " + utc_text(known->at) + " and, as accounts lock, not tried again before " +
             utc_text(known->at + retry_after_.count()) +
             " (auth.retry_after); changed settings are tried at once, "
             "and the action sign-in always tries";
  return f;
}

edits sign_in_gate::keep(const refusal& r, ledger& book) const {
  return book.noted(note_key(), encode(r, digest(book.who().key, what_)));
}

edits sign_in_gate::adopt(ledger& book) {
  const refusal* known = shared_.of(what_);
  return known == nullptr ? edits{} : keep(*known, book);
}

edits sign_in_gate::tried(const std::optional<mail::failure>& failed, std::int64_t now, ledger& book) {
  if (!failed) {
    shared_.forget(what_);
    return book.noted(note_key(), {});
  }
  if (!what_.by_password || failed->why != mail::cause::credentials || failed->at != mail::stage::sign_in)
    return {};
  const refusal fresh{now, *failed};
  shared_.note(what_, fresh);
  return keep(fresh, book);
}

}  // namespace watchpost::email_monitor
