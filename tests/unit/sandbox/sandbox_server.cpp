// A sandbox to be talked to from another program. Prints its ports and the path of its CA as one line of
// JSON, then serves until its standard input ends.
//
//   sandbox_server CA_FILE [without CAPABILITY ...]
#include "sandbox/server.h"

#include <cstdio>
#include <iostream>
#include <string>

int main(int argc, char** argv) {
  if (argc < 2) return 2;
  watchpost::sandbox::options settings;
  settings.users = {{"alice@sandbox.test", "wonder land"}, {"bob@sandbox.test", "builder", "bob"}};
  for (int i = 2; i < argc; ++i) settings.without.emplace_back(argv[i]);
  std::string error;
  const auto mail = watchpost::sandbox::server::start(settings, error);
  if (!mail || !mail->write_ca(argv[1])) {
    std::fprintf(stderr, "%s\n", error.c_str());
    return 1;
  }
  const auto p = mail->ports();
  std::printf("{\"smtp\": %d, \"smtps\": %d, \"imap\": %d, \"imaps\": %d, \"pop3\": %d, \"pop3s\": %d}\n",
              p.submission, p.submission_tls, p.imap, p.imap_tls, p.pop3, p.pop3_tls);
  std::fflush(stdout);
  std::string line;
  while (std::getline(std::cin, line)) {
  }
}
