#include "refusals.h"

#include "mail/json/record.h"
#include "mail/sasl/mechanism.h"
#include "mail/secret.h"
#include "mail/text/hex.h"
#include "mail/text/time.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>

#include <algorithm>
#include <tuple>
#include <utility>

namespace watchpost::mail {

constexpr auto fields_of(const failure*) {
  return std::tuple{json::field("cause", &failure::why), json::field("code", &failure::code),
                    json::field("enhanced", &failure::enhanced), json::field("server", &failure::server),
                    json::field("wait", &failure::wait)};
}

}  // namespace watchpost::mail

namespace watchpost::email_monitor {

namespace json = mail::json;

constexpr auto fields_of(const refusal*) {
  return std::tuple{json::field("at", &refusal::at), json::field("failure", &refusal::failure)};
}

namespace {

std::string digest(std::span<const unsigned char> key, const sign_in_facts& sign_in) {
  std::string text;
  text.reserve(4096);  // grown, it would leave copies behind
  const auto add = [&text](std::string_view part) { text.append(1, '\0').append(part); };
  add(sign_in.protocol);
  add(sign_in.server.host);
  add(std::to_string(sign_in.server.port));
  add(std::to_string(static_cast<int>(sign_in.tls)));
  add(sign_in.credentials.username);
  add(sign_in.credentials.password);
  add(sign_in.credentials.token.view());
  std::array<unsigned char, EVP_MAX_MD_SIZE> out{};
  unsigned int size = 0;
  HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()),
       reinterpret_cast<const unsigned char*>(text.data()), text.size(), out.data(), &size);
  mail::wipe(text);
  return mail::to_hex(std::span(out).first(16));
}

// As the ledger keeps it; `of`: the digest of whom.
struct kept_refusal {
  std::string of;
  refusal told;
};
constexpr auto fields_of(const kept_refusal*) {
  return std::tuple{json::field("of", &kept_refusal::of), json::field("told", &kept_refusal::told)};
}

std::optional<refusal> decode(const std::string& note, const std::string& of) {
  auto kept = json::read_record<kept_refusal>(note);
  if (!kept || kept->of != of) return std::nullopt;
  kept->told.failure.at = mail::stage::sign_in;
  return std::move(kept->told);
}

// That a password has worked.
struct success {
  std::string of;
};
constexpr auto fields_of(const success*) { return std::tuple{json::field("of", &success::of)}; }

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

const refusal* refusals::of(const sign_in_facts& sign_in) { return known_.find(digest(key_, sign_in)); }

void refusals::note(const sign_in_facts& sign_in, refusal r) {
  known_.of(digest(key_, sign_in)) = std::move(r);
}

void refusals::forget(const sign_in_facts& sign_in) { known_.erase(digest(key_, sign_in)); }

sign_in_gate::sign_in_gate(refusals& shared, sign_in_facts sign_in, std::chrono::milliseconds retry_after,
                           std::string tag)
    : shared_(shared), sign_in_(std::move(sign_in)), retry_after_(retry_after), tag_(std::move(tag)) {}

void sign_in_gate::recall(const ledger& book) {
  auto kept = decode(book.note(note_key()), digest(book.own_identity().key, sign_in_));
  if (!kept || shared_.of(sign_in_) != nullptr) return;
  kept->by = tag_;
  shared_.note(sign_in_, std::move(*kept));
}

std::chrono::milliseconds sign_in_gate::pause_of(const refusal& r) const {
  if (r.failure.wait.count() > 0) return std::min(r.failure.wait, longest_backoff);
  if (is_doubt(r.failure)) return r.by == tag_ ? doubt.zero() : doubt;
  return retry_after_;
}

std::optional<mail::failure> sign_in_gate::closed(std::int64_t now) {
  const refusal* known = shared_.of(sign_in_);
  if (known == nullptr) return std::nullopt;
  const auto pause = pause_of(*known).count();
  // A record of the future was made by a clock that was wrong.
  if (now < known->at || now - known->at >= pause) return std::nullopt;
  mail::failure f = known->failure;
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
  return book.noted(note_key(), json::to_record(kept_refusal{digest(book.own_identity().key, sign_in_), r}));
}

edits sign_in_gate::remember(mail::failure failure, std::int64_t now, ledger& book) {
  const refusal fresh{now, tag_, std::move(failure)};
  shared_.note(sign_in_, fresh);
  return keep(fresh, book);
}

edits sign_in_gate::adopt(ledger& book) {
  const refusal* known = shared_.of(sign_in_);
  return known == nullptr || is_doubt(known->failure) ? edits{} : keep(*known, book);
}

bool sign_in_gate::worked(const ledger& book) const {
  const auto kept = json::read_record<success>(book.note(worked_key()));
  return kept && kept->of == digest(book.own_identity().key, sign_in_);
}

edits sign_in_gate::accepted(ledger& book) {
  shared_.forget(sign_in_);
  edits changes = book.noted(note_key(), {});
  if (sign_in_.by_password && !worked(book))
    append(changes,
           book.noted(worked_key(), json::to_record(success{digest(book.own_identity().key, sign_in_)})));
  return changes;
}

void sign_in_gate::judge(mail::failure& f, std::int64_t now, const ledger& book) const {
  const bool known_to_work = worked(book);
  const bool uncoded = f.why == mail::cause::credentials && !has_code(f) && !f.server.empty();
  if (!is_doubt(f) && !(uncoded && known_to_work)) return;
  const refusal* before = shared_.of(sign_in_);
  const bool again = before != nullptr && is_doubt(before->failure) &&
                     (before->by == tag_ || now - before->at >= doubt.count());
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
  if (!sign_in_.by_password || failed->at != mail::stage::sign_in) return changes;
  judge(*failed, now, book);
  if (is_doubt(*failed) && closed(now)) return changes;  // another one is about to settle it
  if (is_doubt(*failed) || mail::sasl::is_refusal_for_good(*failed)) return remember(*failed, now, book);
  return changes;
}

}  // namespace watchpost::email_monitor
