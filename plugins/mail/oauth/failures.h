// Failures on the way to an access token.
#pragma once

#include "../failure.h"

#include <string>
#include <utility>

namespace watchpost::mail::oauth {

// The failure of the sign-in that was to use a token `from` there: "https://login.example/token".
inline failure unobtainable(failure f, const std::string& from) {
  std::string text = "no access token from " + from;
  if (f.at != stage::sign_in && f.why != cause::credentials) text += ", " + std::string(name(f.at));
  if (!f.detail.empty()) text += ": " + f.detail;
  f.detail = std::move(text);
  f.at = stage::sign_in;
  f.token = token_trouble::unobtainable;
  return f;
}

}  // namespace watchpost::mail::oauth
