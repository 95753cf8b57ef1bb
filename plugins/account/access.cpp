#include "access.h"

namespace watchpost::account {
namespace {

std::string text(std::string_view service, const mail::net::endpoint& at) {
  return std::string(service) + ' ' + at.host + ':' + std::to_string(at.port);
}

}  // namespace

std::string submission_server(const access& to) { return text("SMTP", to.submission.server); }

std::string retrieval_server(const access& to) { return text(name(to.protocol), to.retrieval.server); }

}  // namespace watchpost::account
