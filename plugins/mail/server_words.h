// What servers say in plain words where they give no code for it. Pure.
#pragma once

#include "failure.h"

#include <chrono>
#include <initializer_list>
#include <string_view>

namespace watchpost::mail {

// True when one of `words`, in lower case, stands in `text`; there letter case does not count.
bool speaks_of(std::string_view text, std::initializer_list<std::string_view> words);

// Too much or too often.
bool speaks_of_a_limit(std::string_view text);

// "Suggested Backoff Time: 299910 milliseconds" (Exchange). 0: nothing of the kind.
std::chrono::milliseconds suggested_wait(std::string_view text);

// The account may send no more today.
bool speaks_of_a_sending_limit(std::string_view text);

// A maildrop that another session holds (RFC 1939 section 4).
bool speaks_of_a_lock(std::string_view text);

// Trouble of the server itself.
bool speaks_of_trouble(std::string_view text);

// The server is short of memory or disk, and takes no mail for now (Exchange's back pressure).
bool speaks_of_back_pressure(std::string_view text);

// What the client called itself in EHLO.
bool speaks_of_our_name(std::string_view text);

// The account's own password is not taken from programs: they want one of their own.
bool speaks_of_an_app_password(std::string_view text);

// No password is taken any more, of nobody ("Basic authentication is disabled": Microsoft).
bool speaks_of_basic_authentication(std::string_view text);

// What a refused sign-in means that comes without a code. busy: the server cannot sign in anybody now, or not
// this often. credentials: it says so. unexplained: it says neither.
cause cause_of_refused_sign_in(std::string_view words);

}  // namespace watchpost::mail
