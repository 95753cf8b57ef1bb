#include "openssl_owned.h"
#include "rules.h"
#include "smime.h"

#include <openssl/err.h>
#include <openssl/pem.h>

#include <fstream>
#include <iterator>

namespace watchpost::mail_command {
namespace {

constexpr std::size_t most_anchors = 16, most_file = 256 * 1024;

}  // namespace

trust_anchors trust_anchors::read(std::string_view pem, std::string& why) {
  trust_anchors out;
  if (pem.size() > most_file) {
    why = "is larger than 256 KiB; give a file with the authorities of the signer alone";
    return out;
  }
  const owned<BIO> in(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
  auto held = std::make_shared<certificates>();
  while (in && held->all.size() <= most_anchors) {
    owned<X509> one(PEM_read_bio_X509(in.get(), nullptr, nullptr, nullptr));
    if (!one) break;
    held->all.push_back(std::move(one));
  }
  ERR_clear_error();
  if (held->all.empty() || held->all.size() > most_anchors)
    why = "does not hold 1 to 16 certificates in PEM form";
  else
    out.held_ = std::move(held);
  return out;
}

std::vector<std::string> load_anchors(access_rules& rules) {
  std::vector<std::string> faults;
  for (signer& s : rules.signers) {
    std::ifstream file(s.ca_file, std::ios::binary);
    std::string pem(most_file + 1, '\0');
    file.read(pem.data(), static_cast<std::streamsize>(pem.size()));
    pem.resize(static_cast<std::size_t>(file.gcount()));
    std::string why;
    if (pem.empty())
      why = "cannot be read or is empty";
    else
      s.anchors = trust_anchors::read(pem, why);
    if (!why.empty()) faults.push_back("the file " + s.ca_file + " of signer " + s.address + ' ' + why);
  }
  return faults;
}

}  // namespace watchpost::mail_command
