// A library that reads mail by GMime, as a plugin does.
#include "mail/message/delivery_report.h"
#include "mail/message/gmime.h"

extern "C" __attribute__((visibility("default"))) int reads_report(const char* bytes, unsigned long size) {
  const auto report = watchpost::mail::message::read_delivery_report({bytes, size});
  return report && report->recipients.size() == 1 && !report->returned_header.empty() ? 1 : 0;
}

extern "C" __attribute__((visibility("default"))) const void* start_lock() {
  return watchpost::mail::message::process_lock("watchpost/gmime-start/1");
}
