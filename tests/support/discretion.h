// What must hold of every transcript: no password in it, and no payload of a sign-in.
#pragma once

#include "support/scripted_server.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>
#include <initializer_list>
#include <sstream>
#include <string>
#include <string_view>

namespace watchpost::test {

inline void expect_without(const std::string& text, std::string_view secret) {
  if (secret.empty()) return;
  EXPECT_EQ(text.find(secret), std::string::npos) << secret << " is in\n" << text;
}

// Of the latest run.
inline void expect_discreet_transcript(scripted_session& server,
                                       std::initializer_list<std::string_view> secrets) {
  const std::string text = server.report().transcript.text();
  for (const auto secret : secrets) expect_without(text, secret);
}

// The same for all that looks like base64 in what both sides said: for scripts without any that may be shown.
inline void expect_no_payload(scripted_session& server, int least = 1) {
  const std::string text = server.report().transcript.text();
  std::istringstream said(server.transcript());
  std::string word;
  int seen = 0;
  while (said >> word) {
    const auto is_digit = [](unsigned char c) { return std::isalnum(c) != 0 || c == '+' || c == '/'; };
    const auto padding = std::find_if_not(word.begin(), word.end(), is_digit);
    const bool payload = word.size() >= 12 && word.size() % 4 == 0 && word != "AUTHENTICATE" &&
                         std::all_of(padding, word.end(), [](char c) { return c == '='; });
    if (!payload) continue;
    ++seen;
    expect_without(text, word);
  }
  EXPECT_GE(seen, least) << "nothing was there to be hidden:\n" << server.transcript();
}

}  // namespace watchpost::test
