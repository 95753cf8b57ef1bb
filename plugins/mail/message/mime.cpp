#include "mime.h"

#include "gmime.h"
#include "header.h"
#include "mail/text/ascii.h"

#include <algorithm>
#include <array>
#include <limits>
#include <optional>

namespace watchpost::mail::message {

namespace {

// The fields that GMime reads as address lists.
constexpr std::array<std::string_view, 6> names_of_addresses{"Sender", "From", "Reply-To", "To", "Cc", "Bcc"};

std::string_view line_of(std::string_view text) {
  const auto end = text.find('\n');
  return text.substr(0, end == text.npos ? end : end + 1);
}

bool is_empty_line(std::string_view line) { return line == "\n" || line == "\r\n"; }

// The next line and those that continue it; where GMime sees a field begin, one of these begins.
std::string_view take_entry(std::string_view& rest) {
  auto size = line_of(rest).size();
  if (!is_empty_line(rest.substr(0, size)))
    while (size < rest.size() && ascii::is_blank(rest[size])) size += line_of(rest.substr(size)).size();
  const auto entry = rest.substr(0, size);
  rest.remove_prefix(size);
  return entry;
}

// As GMime takes it: empty names too. Nothing: no field begins here.
std::optional<std::string_view> name_of(std::string_view entry) {
  const auto colon = line_of(entry).find(':');
  if (colon == entry.npos) return std::nullopt;
  auto name = entry.substr(0, colon);
  while (!name.empty() && ascii::is_blank(name.back())) name.remove_suffix(1);
  if (std::any_of(name.begin(), name.end(),
                  [](char c) { return ascii::is_blank(c) || ascii::is_control(c); }))
    return std::nullopt;
  return name;
}

bool holds(std::string_view text, std::string_view word) {
  const auto same = [](char a, char b) { return ascii::lower(a) == b; };
  return std::search(text.begin(), text.end(), word.begin(), word.end(), same) != text.end();
}

bool is_container(std::string_view content_type) {
  return holds(content_type, "multipart") || holds(content_type, "message");
}

}  // namespace

std::string_view mime_fault(std::string_view message, const mime_bounds& most) {
  if (message.size() > most.message) return "is too large";
  bool in_header = true;
  std::size_t header = 0, fields = 0, address_fields = 0, containers = 0, delimiters = 0;
  while (!message.empty()) {
    const auto entry = take_entry(message);
    if (in_header) {
      in_header = !is_empty_line(entry);
      if ((header += entry.size()) > most.header) return "has too large a header";
      if (entry.size() > most.field) return "has too large a header field";
    }
    if (entry.starts_with("--") && ++delimiters > most.delimiters) return "has too many parts";
    const auto name = name_of(entry);
    if (!name) continue;
    if (++fields > most.fields) return "has too many fields";
    if (ascii::holds_word(names_of_addresses, *name)) {
      if (++address_fields > most.address_fields) return "has too many address fields";
      if (entry.size() > most.address_field) return "has too large an address field";
      if (static_cast<std::size_t>(std::count(entry.begin(), entry.end(), ':')) > most.colons)
        return "has too many groups in an address field";
    } else if (ascii::same_word(*name, "Content-Type")) {
      if (is_container(entry) && ++containers > most.containers) return "is nested too deeply";
    }
  }
  return {};
}

namespace {

constexpr std::array<std::string_view, 2> embedded_types{"message/rfc822", "message/global"};

std::string lower(const char* text) { return ascii::lowered(text ? text : ""); }

content_type type_of(GMimeContentType* type) {
  if (!type) return {};
  const auto parameter = [&](const char* name) {
    const char* value = g_mime_content_type_get_parameter(type, name);
    return std::string{value ? value : ""};
  };
  return {.name = lower(g_mime_content_type_get_media_type(type)) + "/" +
                  lower(g_mime_content_type_get_media_subtype(type)),
          .report_type = lower(g_mime_content_type_get_parameter(type, "report-type")),
          .charset = parameter("charset"),
          .flowed = ascii::same_word(parameter("format"), "flowed"),
          .del_space = ascii::same_word(parameter("delsp"), "yes")};
}

// A stream over a copy of the message. GMime takes a last line without an end for a broken header.
owned<GMimeStream> stream_over(std::string_view message) {
  GByteArray* bytes = g_byte_array_sized_new(static_cast<guint>(message.size() + 1));
  g_byte_array_append(bytes, reinterpret_cast<const guint8*>(message.data()),
                      static_cast<guint>(message.size()));
  if (!message.ends_with('\n')) g_byte_array_append(bytes, reinterpret_cast<const guint8*>("\n"), 1);
  return owned<GMimeStream>{g_mime_stream_mem_new_with_byte_array(bytes)};  // owns the bytes from now on
}

// The fields of a header from the first to the last, as offsets into the message.
struct extent {
  gint64 first = std::numeric_limits<gint64>::max();
  gint64 last = -1;

  void add(GMimeObject* object) {
    GMimeHeaderList* fields = g_mime_object_get_header_list(object);
    for (int i = 0, count = g_mime_header_list_get_count(fields); i < count; ++i) {
      const gint64 at = g_mime_header_get_offset(g_mime_header_list_get_header_at(fields, i));
      if (at < 0) continue;
      first = std::min(first, at);
      last = std::max(last, at);
    }
  }
};

// The end of the field that begins at `at`: behind its last line.
std::size_t field_end(std::string_view bytes, std::size_t at) {
  do {
    const auto end = bytes.find('\n', at);
    if (end == bytes.npos) return bytes.size();
    at = end + 1;
  } while (at < bytes.size() && ascii::is_blank(bytes[at]));
  return at;
}

std::string header_of(GMimeMessage* embedded, std::string_view bytes) {
  if (!embedded) return {};
  extent fields;
  fields.add(GMIME_OBJECT(embedded));  // all but Content-*
  if (GMimeObject* root = g_mime_message_get_mime_part(embedded)) fields.add(root);
  if (fields.last < 0 || static_cast<std::size_t>(fields.last) >= bytes.size()) return {};
  const auto first = static_cast<std::size_t>(fields.first);
  return std::string{bytes.substr(first, field_end(bytes, static_cast<std::size_t>(fields.last)) - first)};
}

std::string decoded(GMimeDataWrapper* content) {
  const owned<GMimeStream> out{g_mime_stream_mem_new()};
  if (g_mime_data_wrapper_write_to_stream(content, out.get()) < 0) return {};
  const GByteArray* bytes = g_mime_stream_mem_get_byte_array(GMIME_STREAM_MEM(out.get()));
  return {reinterpret_cast<const char*>(bytes->data), bytes->len};
}

bool is_plain(GMimeContentEncoding encoding) {
  return encoding != GMIME_CONTENT_ENCODING_BASE64 && encoding != GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE &&
         encoding != GMIME_CONTENT_ENCODING_UUENCODE;
}

std::string content_of(GMimePart* leaf, std::string_view bytes) {
  GMimeDataWrapper* content = g_mime_part_get_content(leaf);
  if (!content) return {};
  if (!is_plain(g_mime_data_wrapper_get_encoding(content))) return decoded(content);
  const GMimeStream* stream = g_mime_data_wrapper_get_stream(content);
  const auto end = std::min(static_cast<std::size_t>(stream->bound_end), bytes.size());
  const auto begin = std::min(static_cast<std::size_t>(stream->bound_start), end);
  return std::string{bytes.substr(begin, end - begin)};
}

bool is_attachment(GMimeObject* object) {
  const char* disposition = g_mime_object_get_disposition(object);
  if (disposition && ascii::same_word(disposition, GMIME_DISPOSITION_ATTACHMENT)) return true;
  return GMIME_IS_PART(object) && g_mime_part_get_filename(GMIME_PART(object)) != nullptr;
}

// Depth is bounded by mime_bounds::containers.
void collect(GMimeObject* object, std::size_t depth, std::string_view bytes, std::vector<part>& out) {
  if (GMIME_IS_MULTIPART(object)) {
    auto* multipart = GMIME_MULTIPART(object);
    for (int i = 0, count = g_mime_multipart_get_count(multipart); i < count; ++i)
      collect(g_mime_multipart_get_part(multipart, i), depth + 1, bytes, out);
    return;
  }
  auto& added = out.emplace_back();
  added.type = type_of(g_mime_object_get_content_type(object));
  added.depth = depth;
  added.attachment = is_attachment(object);
  if (GMIME_IS_MESSAGE_PART(object))
    added.content = header_of(g_mime_message_part_get_message(GMIME_MESSAGE_PART(object)), bytes);
  else if (GMIME_IS_PART(object))
    added.content = content_of(GMIME_PART(object), bytes);
  // Under a transfer encoding, which RFC 2046 section 5.2.1 forbids, GMime takes it for a file.
  if (GMIME_IS_PART(object) && ascii::holds_word(embedded_types, added.type.name))
    added.content.resize(header_block(added.content).size());
}

}  // namespace

content_type read_content_type(std::string_view body) {
  if (body.size() > max_content_type || !gmime_ready()) return {};
  const owned<GMimeContentType> type{g_mime_content_type_parse(nullptr, std::string{body}.c_str())};
  return type_of(type.get());
}

std::optional<mime> read_mime(std::string_view message, const mime_bounds& most) {
  if (message.empty() || !mime_fault(message, most).empty() || !gmime_ready()) return std::nullopt;
  const auto stream = stream_over(message);
  const owned<GMimeParser> parser{g_mime_parser_new_with_stream(stream.get())};
  // As a part, so that the message's own address fields are not even looked at.
  const owned<GMimeObject> root{g_mime_parser_construct_part(parser.get(), nullptr)};
  if (!root) return std::nullopt;
  mime out{type_of(g_mime_object_get_content_type(root.get())), {}};
  collect(root.get(), 0, message, out.parts);
  return out;
}

}  // namespace watchpost::mail::message
