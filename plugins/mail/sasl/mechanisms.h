// The mechanisms one by one, for choose().
#pragma once

#include "mechanism.h"

namespace watchpost::mail::sasl {

std::unique_ptr<mechanism> make_plain(const credentials& who);     // RFC 4616
std::unique_ptr<mechanism> make_login(const credentials& who);     // draft-murchison-sasl-login
std::unique_ptr<mechanism> make_cram_md5(const credentials& who);  // RFC 2195

}  // namespace watchpost::mail::sasl
