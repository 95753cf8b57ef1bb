// Certificates of a throw-away authority, made in memory once per process.
#pragma once

#include <string>
#include <string_view>

namespace watchpost::test {

struct identity {
  std::string certificate, key;  // PEM
};

// good         127.0.0.1 and localhost
// wrong-name   mail.example
// expired      since yesterday
// self-signed  its own issuer
// untrusted    as good, by an authority that ca_file() does not have
// Throws std::invalid_argument for any other name.
const identity& certificate(std::string_view name);

// Path of a PEM file with the authority's certificate; removed at the end of the process.
const std::string& ca_file();

}  // namespace watchpost::test
