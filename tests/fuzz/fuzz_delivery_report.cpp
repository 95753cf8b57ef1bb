// Delivery reports: bounded, printable, and what is returned stands in the message or is decoded from it.
#include "mail/message/delivery_report.h"
#include "mail/message/header.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace watchpost::mail::message;
  const std::string_view message{reinterpret_cast<const char*>(data), size};
  const auto report = read_delivery_report(message);
  if (!report) return 0;
  if (!looks_like_delivery_report(message) || report->recipients.size() > 100) std::abort();
  if (report->returned_header.size() > size) std::abort();
  for (const auto& r : report->recipients)
    for (const auto* text : {&r.final_recipient, &r.action, &r.status, &r.diagnostic, &r.remote_mta})
      if (text->size() > 500 || text->find_first_of("\r\n\t") != text->npos) std::abort();
  return 0;
}
