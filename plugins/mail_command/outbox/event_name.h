// Names of events as mails have them: digests of whatever tells one event from another.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>

namespace watchpost::mail_command::outbox {

// 32 hex digits of SHA-256 over the parts, each with its length, so that no two lists of parts are one text.
std::string digest_of(std::initializer_list<std::string_view> parts);

}  // namespace watchpost::mail_command::outbox
