// S/MIME signatures (RFC 8551) by pinned people: verified over the original bytes of the signed part.
//
//   const auto s = verify_signature(message, rules, who.address, now_ms);
//   if (s.state == signature_state::good) read_text(s.content, ...)     // and nothing else of the message
//
// A good signature speaks for s.content alone: fields and parts outside of it, the Subject among them, are
// anybody's words and are not read for commands.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace watchpost::mail_command::identity {

struct access_rules;

// The authorities of one `signer` row. Immutable; shared by copies.
class trust_anchors {
 public:
  // From PEM text of 1 to 16 certificates; empty() when it is none, `why` then says so.
  static trust_anchors read(std::string_view pem, std::string& fault);

  bool empty() const { return !held_; }

  struct certificates;
  const certificates* get() const { return held_.get(); }

 private:
  std::shared_ptr<const certificates> held_;
};

struct signer {
  std::string address;      // lower case, exact
  std::string ca_file;      // PEM
  std::string fingerprint;  // SHA-256 of the certificate in lower-case hex; empty: any certificate of the CA
  trust_anchors anchors;    // of ca_file, by load_anchors(): on activation
};

// Reads the files of `signer` rows, each at most 256 KiB. Returns what is wrong, naming file and remedy: a
// signer without anchors never verifies, nor does a signature by way of a certificate that is named here.
std::vector<std::string> load_anchors(access_rules& rules, std::int64_t now_ms);

enum class signature_state : std::uint8_t {
  none,  // not signed, or nobody with that address has a signer row
  good,
  bad,
};

struct signature {
  signature_state state = signature_state::none;
  std::string fault;           // for bad: what is wrong with it, in our words
  std::string content;         // for good: the signed MIME entity, exactly as signed
  std::int64_t signed_ms = 0;  // the signing time inside the signature
  // Names this act of signing: certificate, signing time and digest of the content. The value of a signature
  // would not do, as ECDSA allows two for one act.
  std::string id;
};

// Good only if: the whole message is one multipart/signed or application/pkcs7-mime; the one signer's chain
// ends at an authority of a row of `from` (RFC 5280, strictly), valid at now_ms and fit for signing mail; the certificate names
// `from` as an rfc822Name; digest SHA-256 or better; a signing time is signed along.
signature verify_signature(std::string_view message, const access_rules& rules, std::string_view from,
                           std::int64_t now_ms);

// The part below, for a signature that is taken apart already. `der` is the CMS SignedData; `detached` the
// signed bytes, nullptr when they are inside.
signature verify_cms(std::string_view der, const std::string_view* detached, std::span<const signer> signers,
                     std::string_view from, std::int64_t now_ms);

}  // namespace watchpost::mail_command::identity
