#include "auth_results.h"
#include "dkim_cover.h"
#include "mail/text/ascii.h"

#include <algorithm>

namespace watchpost::mail_command::identity {
namespace {

using mail::ascii::same_word;

// header.d, or the domain of header.i.
std::string_view signing_domain(const auth_result& dkim) {
  if (const auto d = dkim.property("header.d"); !d.empty()) return d;
  const auto i = dkim.property("header.i");
  const auto at = i.rfind('@');
  return at == std::string_view::npos ? std::string_view() : i.substr(at + 1);
}

// The domain itself, or one above it that has a dot: relaxed alignment, the list of public suffixes being the
// business of the server that said dmarc=pass.
bool aligned(std::string_view signing, std::string_view domain) {
  if (same_word(signing, domain)) return !domain.empty();
  return signing.find('.') != std::string_view::npos && domain.size() > signing.size() &&
         domain[domain.size() - signing.size() - 1] == '.' &&
         same_word(signing, domain.substr(domain.size() - signing.size()));
}

domain_verdict refused(std::string fault) {
  return {.fault = std::move(fault), .grounds = {}, .subject = false, .unread = {}};
}

}  // namespace

domain_verdict domain_proof(const auth_seen& seen, const mail::message::header_fields& header,
                            std::string_view domain) {
  if (!seen.fault.empty()) return refused(seen.fault);

  const auto is_dmarc = [](const auth_result& r) { return r.method == "dmarc"; };
  const auto dmarc = std::find_if(seen.results.begin(), seen.results.end(), is_dmarc);
  if (dmarc == seen.results.end()) return refused("the server has no dmarc result");
  if (std::count_if(seen.results.begin(), seen.results.end(), is_dmarc) != 1)
    return refused("there is more than one dmarc result");
  if (dmarc->result != "pass") return refused("dmarc is not pass");
  const auto is_from = [](const auto& property) { return property.first == "header.from"; };
  if (std::count_if(dmarc->properties.begin(), dmarc->properties.end(), is_from) != 1 ||
      !same_word(dmarc->property("header.from"), domain) || domain.empty())
    return refused("dmarc is about another domain than that of From");

  domain_verdict out = refused("no dkim=pass of the domain of From or one above it");
  for (const auto& r : seen.results) {
    if (r.method != "dkim" || !aligned(signing_domain(r), domain)) continue;
    if (r.result == "fail") return refused("a DKIM signature of the domain fails");
    const bool proven = out.fault.empty();
    if (r.result != "pass" || (proven && out.unread.empty())) continue;
    auto cover = cover_of(header, signing_domain(r), r.property("header.b"));
    if (proven && (!cover.fault.empty() || !cover.unread.empty())) continue;
    out.fault = std::move(cover.fault);
    out.subject = cover.subject;
    out.unread = std::move(cover.unread);
    if (out.fault.empty()) out.grounds = "dmarc=pass dkim=pass d=" + std::string(signing_domain(r));
  }
  return out;
}

}  // namespace watchpost::mail_command::identity
