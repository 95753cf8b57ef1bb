#include "refusals.h"

#include "mail/sasl/mechanism.h"
#include "mail/secret.h"
#include "mail/text/hex.h"
#include "mail/text/time.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>

#include <algorithm>
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
  add(std::to_string(static_cast<int>(what.tls)));
  add(what.who.username);
  add(what.who.password);
  add(what.who.token.view());
  std::array<unsigned char, EVP_MAX_MD_SIZE> out{};
  unsigned int size = 0;
  HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()),
       reinterpret_cast<const unsigned char*>(text.data()), text.size(), out.data(), &size);
  mail::wipe(text);
  return mail::to_hex(std::span(out).first(16));
}

// "2 AT DIGEST CAUSE WAIT CODE ENHANCED WORDS": ENHANCED may be "-", WORDS go to the end.
std::string encode(const refusal& r, const std::string& of) {
  std::ostringstream out;
  out << "2 " << r.at << ' ' << of << ' ' << name(r.why.why) << ' ' << r.why.wait.count() << ' ' << r.why.code
      << ' ' << (r.why.enhanced.empty() ? "-" : r.why.enhanced) << ' ' << r.why.server;
  return out.str();
}

std::optional<refusal> decode(const std::string& text, const std::string& of) {
  std::istringstream in(text);
  int version = 0;
  std::string whose, why;
  std::int64_t wait = 0;
  refusal r;
  if (!(in >> version >> r.at >> whose >> why >> wait >> r.why.code >> r.why.enhanced) || version != 2 ||
      whose != of)
    return std::nullopt;
  const auto cause = mail::cause_named(why);
  if (!cause) return std::nullopt;
  if (r.why.enhanced == "-") r.why.enhanced.clear();
  in.get();
  std::getline(in, r.why.server, '\0');
  r.why.at = mail::stage::sign_in;
  r.why.why = *cause;
  r.why.wait = std::chrono::milliseconds(wait);
  return r;
}

// While one monitor finds out whether a doubtful refusal was meant, the others do not.
constexpr std::chrono::milliseconds doubt = std::chrono::seconds(30);
// A server may say anything.
constexpr std::chrono::milliseconds longest_backoff = std::chrono::hours(1);

bool is_doubt(const mail::failure& f) { return f.why == mail::cause::unexplained; }

bool has_code(const mail::failure& f) { return f.code != 0 || !f.enhanced.empty(); }

// The server let us in, whatever became of it then.
bool passed(const std::optional<mail::failure>& failed) {
  return !failed || (failed->at > mail::stage::sign_in && failed->why != mail::cause::internal);
}

}  // namespace

// Without randomness the digests stay in this process's memory, and that is all they have to do.
refusals::refusals() { (void)RAND_priv_bytes(key_.data(), static_cast<int>(key_.size())); }

const refusal* refusals::of(const sign_in_facts& what) { return known_.find(digest(key_, what)); }

void refusals::note(const sign_in_facts& what, refusal r) { known_.of(digest(key_, what)) = std::move(r); }

void refusals::forget(const sign_in_facts& what) { known_.erase(digest(key_, what)); }

sign_in_gate::sign_in_gate(refusals& shared, sign_in_facts what, std::chrono::milliseconds retry_after,
                           std::string tag)
    : shared_(shared), what_(std::move(what)), retry_after_(retry_after), tag_(std::move(tag)) {}

void sign_in_gate::recall(const ledger& book) {
  auto kept = decode(book.note(note_key()), digest(book.who().key, what_));
  if (!kept || shared_.of(what_) != nullptr) return;
  kept->by = tag_;
  shared_.note(what_, std::move(*kept));
}

std::chrono::milliseconds sign_in_gate::pause_of(const refusal& r) const {
  if (r.why.wait.count() > 0) return std::min(r.why.wait, longest_backoff);
  if (is_doubt(r.why)) return r.by == tag_ ? doubt.zero() : doubt;
  return retry_after_;
}

std::optional<mail::failure> sign_in_gate::closed(std::int64_t now) {
  const refusal* known = shared_.of(what_);
  if (known == nullptr) return std::nullopt;
  const auto pause = pause_of(*known).count();
  // A record of the future was made by a clock that was wrong.
  if (now < known->at || now - known->at >= pause) return std::nullopt;
  mail::failure f = known->why;
  const std::string since = mail::utc_text(known->at),
                    until = "not tried again before " + mail::utc_text(known->at + pause);
  if (f.wait.count() > 0)
    f.detail = "so the server asked at " + since + "; " + until;
  else if (is_doubt(f))
    f.detail = "refused at " + since + " and " + until;
  else
    f.detail = "refused at " + since + " and, as accounts lock, " + until +
               " (auth.retry_after); changed settings are tried at once, "
               "and the action sign-in always tries";
  return f;
}

edits sign_in_gate::keep(const refusal& r, ledger& book) const {
  return book.noted(note_key(), encode(r, digest(book.who().key, what_)));
}

edits sign_in_gate::remember(mail::failure why, std::int64_t now, ledger& book) {
  const refusal fresh{now, tag_, std::move(why)};
  shared_.note(what_, fresh);
  return keep(fresh, book);
}

edits sign_in_gate::adopt(ledger& book) {
  const refusal* known = shared_.of(what_);
  return known == nullptr || is_doubt(known->why) ? edits{} : keep(*known, book);
}

bool sign_in_gate::worked(const ledger& book) const {
  return book.note(worked_key()) == digest(book.who().key, what_);
}

edits sign_in_gate::accepted(ledger& book) {
  shared_.forget(what_);
  edits changes = book.noted(note_key(), {});
  if (what_.by_password && !worked(book))
    append(changes, book.noted(worked_key(), digest(book.who().key, what_)));
  return changes;
}

void sign_in_gate::judge(mail::failure& f, std::int64_t now, const ledger& book) const {
  const bool known_to_work = worked(book);
  const bool uncoded = f.why == mail::cause::credentials && !has_code(f) && !f.server.empty();
  if (!is_doubt(f) && !(uncoded && known_to_work)) return;
  const refusal* before = shared_.of(what_);
  const bool again =
      before != nullptr && is_doubt(before->why) && (before->by == tag_ || now - before->at >= doubt.count());
  f.why = again ? mail::cause::credentials : mail::cause::unexplained;
  if (again)
    f.detail = "refused twice, first at " + mail::utc_text(before->at);
  else if (known_to_work)
    f.detail = "this password has worked before";
}

edits sign_in_gate::tried(std::optional<mail::failure>& failed, std::int64_t now, ledger& book) {
  edits changes;
  if (passed(failed)) changes = accepted(book);
  if (!failed) return changes;
  if (failed->wait.count() > 0) {
    append(changes, remember(*failed, now, book));
    return changes;
  }
  if (!what_.by_password || failed->at != mail::stage::sign_in) return changes;
  judge(*failed, now, book);
  if (is_doubt(*failed) && closed(now)) return changes;  // another one is about to settle it
  if (is_doubt(*failed) || mail::sasl::is_refusal_for_good(*failed)) return remember(*failed, now, book);
  return changes;
}

}  // namespace watchpost::email_monitor
