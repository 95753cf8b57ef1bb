// The bounds against GMime itself: whatever they let through, GMime finds no larger address field in it, no
// more of them, and no deeper nesting. Small bounds, so that the fuzzer meets them often.
#include "mail/message/mime.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <gmime/gmime.h>
#include <string_view>

namespace {

constexpr watchpost::mail::message::mime_bounds most{.message = 4096,
                                                     .header = 2048,
                                                     .field = 1024,
                                                     .fields = 40,
                                                     .address_fields = 4,
                                                     .address_field = 40,
                                                     .colons = 4,
                                                     .containers = 4,
                                                     .delimiters = 20};

struct found {
  std::size_t address_fields = 0, fields = 0, containers = 0;

  void add_fields(GMimeObject* object) {
    GMimeHeaderList* list = g_mime_object_get_header_list(object);
    for (int i = 0, count = g_mime_header_list_get_count(list); i < count; ++i) {
      GMimeHeader* field = g_mime_header_list_get_header_at(list, i);
      const char* raw = g_mime_header_get_raw_value(field);
      const std::string_view value{raw ? raw : ""};
      ++fields;
      const char* name = g_mime_header_get_name(field);
      constexpr std::string_view lists[] = {"sender", "from", "reply-to", "to", "cc", "bcc"};
      const auto same = [&](std::string_view each) { return g_ascii_strcasecmp(name, each.data()) == 0; };
      if (std::none_of(std::begin(lists), std::end(lists), same)) continue;
      ++address_fields;
      if (value.size() > most.address_field) std::abort();
      if (static_cast<std::size_t>(std::count(value.begin(), value.end(), ':')) > most.colons) std::abort();
    }
  }

  void add(GMimeObject* object) {
    add_fields(object);
    if (GMIME_IS_MULTIPART(object)) {
      ++containers;
      auto* multipart = GMIME_MULTIPART(object);
      for (int i = 0, count = g_mime_multipart_get_count(multipart); i < count; ++i)
        add(g_mime_multipart_get_part(multipart, i));
    } else if (GMIME_IS_MESSAGE_PART(object)) {
      GMimeMessage* message = g_mime_message_part_get_message(GMIME_MESSAGE_PART(object));
      if (message) add(GMIME_OBJECT(message));
    } else if (GMIME_IS_MESSAGE(object)) {
      GMimeObject* part = g_mime_message_get_mime_part(GMIME_MESSAGE(object));
      if (part) add(part);
    }
  }
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const bool started = (g_mime_init(), true);
  (void)started;
  if (!watchpost::mail::message::mime_fault({reinterpret_cast<const char*>(data), size}, most).empty())
    return 0;
  GMimeStream* stream = g_mime_stream_mem_new_with_buffer(reinterpret_cast<const char*>(data), size);
  GMimeParser* parser = g_mime_parser_new_with_stream(stream);
  if (GMimeMessage* message = g_mime_parser_construct_message(parser, nullptr)) {
    found all;
    all.add(GMIME_OBJECT(message));
    // A last line without an end is a field without a colon.
    if (all.fields > most.fields + 1 || all.address_fields > most.address_fields ||
        all.containers > most.containers)
      std::abort();
    g_object_unref(message);
  }
  g_object_unref(parser);
  g_object_unref(stream);
  return 0;
}
