#include "imap_fetch.h"

#include "message_text.h"
#include "text.h"

#include <algorithm>

namespace watchpost::sandbox {
namespace {

constexpr std::size_t most_items = 64;

// "[" section "]" and an optional "<from.length>".
bool parse_section(imap_args& args, fetch_item& item) {
  item.what = fetch_item::section;
  item.label = "BODY[";
  if (!args.take('[')) return false;
  if (args.peek() != ']') {
    const auto name = args.run_until(" ])");
    if (!name) return false;
    item.label += upper(*name);
    if (iequals(*name, "HEADER")) {
      item.section_part = fetch_item::header;
    } else if (iequals(*name, "TEXT")) {
      item.section_part = fetch_item::text;
    } else if (iequals(*name, "HEADER.FIELDS") || iequals(*name, "HEADER.FIELDS.NOT")) {
      item.section_part = iequals(*name, "HEADER.FIELDS") ? fetch_item::fields : fetch_item::other_fields;
      if (!args.space()) return false;
      auto names = args.astring_list();
      if (!names) return false;
      item.names = std::move(*names);
      for (std::size_t i = 0; i < item.names.size(); ++i) item.label += (i == 0 ? " (" : " ") + item.names[i];
      item.label += ")";
    } else {
      return false;
    }
  }
  if (!args.take(']')) return false;
  item.label += "]";
  if (!args.take('<')) return true;
  const auto numbers = args.run_until(" >)");
  if (!numbers || !args.take('>')) return false;
  const auto dot = numbers->find('.');
  const auto from = parse_number(numbers->substr(0, dot));
  const auto length = dot == std::string_view::npos ? std::nullopt : parse_number(numbers->substr(dot + 1));
  if (!from || !length || *length == 0) return false;
  item.partial = true;
  item.from = *from;
  item.length = *length;
  item.label += "<" + std::to_string(*from) + ">";
  return true;
}

// Those of one word.
const std::pair<const char*, std::vector<fetch_item>> words[] = {
    {"FAST", {{.what = fetch_item::flags}, {.what = fetch_item::internal_date}, {.what = fetch_item::size}}},
    {"FLAGS", {{.what = fetch_item::flags}}},
    {"UID", {{.what = fetch_item::uid}}},
    {"INTERNALDATE", {{.what = fetch_item::internal_date}}},
    {"RFC822.SIZE", {{.what = fetch_item::size}}},
    {"RFC822", {{.what = fetch_item::section, .label = "RFC822"}}},
    {"RFC822.HEADER", {{fetch_item::section, fetch_item::header, "RFC822.HEADER", {}, true}}},
    {"RFC822.TEXT", {{fetch_item::section, fetch_item::text, "RFC822.TEXT"}}}};

bool parse_item(imap_args& args, std::vector<fetch_item>& items) {
  const auto name = args.run_until(" ()[");
  if (!name) return false;
  if (iequals(*name, "BODY") || iequals(*name, "BODY.PEEK")) {
    items.push_back({.peek = iequals(*name, "BODY.PEEK")});
    return parse_section(args, items.back());
  }
  const auto* known = std::ranges::find_if(words, [&](const auto& w) { return iequals(w.first, *name); });
  if (known == std::end(words)) return false;
  items.insert(items.end(), known->second.begin(), known->second.end());
  return true;
}

std::string section_bytes(const fetch_item& item, std::string_view message) {
  switch (item.section_part) {
    case fetch_item::whole: return std::string(message);
    case fetch_item::header: return std::string(header_part(message));
    case fetch_item::text: return std::string(body_part(message));
    case fetch_item::fields:
    case fetch_item::other_fields: break;
  }
  std::string out;
  for (auto field : header_fields(message)) {
    const auto name = field_name(field);
    const bool listed = std::ranges::any_of(item.names, [&](const auto& n) { return iequals(n, name); });
    if (listed == (item.section_part == fetch_item::fields)) out += field;
  }
  return out + "\r\n";
}

}  // namespace

std::optional<std::vector<fetch_item>> parse_fetch(imap_args& args) {
  std::vector<fetch_item> items;
  const bool list = args.take('(');
  do {
    if (!parse_item(args, items) || items.size() > most_items) return std::nullopt;
  } while (list && args.space());
  if ((list && !args.take(')')) || !args.done()) return std::nullopt;
  return items;
}

bool sets_seen(const std::vector<fetch_item>& items) {
  return std::ranges::any_of(items, [](const auto& i) { return i.what == fetch_item::section && !i.peek; });
}

std::string render_flags(const flag_set& flags) {
  std::string out = "(";
  for (const auto& flag : flags) out.append(out.size() > 1 ? " " : "").append(flag);
  return out + ")";
}

std::string render_fetch(const std::vector<fetch_item>& items, const stored_message& message) {
  std::string out;
  for (const fetch_item& item : items) {
    if (!out.empty()) out += ' ';
    switch (item.what) {
      case fetch_item::flags: out += "FLAGS " + render_flags(message.flags); break;
      case fetch_item::uid: out += "UID " + std::to_string(message.uid); break;
      case fetch_item::internal_date: out += "INTERNALDATE \"" + imap_date(message.received) + "\""; break;
      case fetch_item::size: out += "RFC822.SIZE " + std::to_string(message.bytes->size()); break;
      case fetch_item::section: {
        std::string bytes = section_bytes(item, *message.bytes);
        if (item.partial) bytes = item.from < bytes.size() ? bytes.substr(item.from, item.length) : "";
        out += item.label + " {" + std::to_string(bytes.size()) + "}\r\n" + bytes;
        break;
      }
    }
  }
  return out;
}

}  // namespace watchpost::sandbox
