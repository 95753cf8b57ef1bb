#include "address.h"

#include "gmime.h"
#include "mail/text/ascii.h"

#include <algorithm>
#include <optional>

namespace watchpost::mail::message {

namespace {

constexpr std::size_t max_local = 64;     // RFC 5321 section 4.5.3.1.1
constexpr std::size_t max_domain = 255;   // section 4.5.3.1.2
constexpr std::size_t max_address = 254;  // a path of 256 octets less its <>
constexpr std::size_t max_label = 63;     // RFC 1035 section 2.3.4

using ascii::is_alnum;

constexpr bool is_atext(char c) {
  return is_alnum(c) || std::string_view{"!#$%&'*+-/=?^_`{|}~"}.find(c) != std::string_view::npos;
}

// Splits at '.', every part not empty and accepted.
template <class Accepts>
bool dotted(std::string_view text, Accepts accepts) {
  for (;;) {
    const auto dot = text.find('.');
    const auto part = text.substr(0, dot);
    if (part.empty() || !accepts(part)) return false;
    if (dot == std::string_view::npos) return true;
    text.remove_prefix(dot + 1);
  }
}

// The length of the local part at the front of `address`; npos when there is none.
std::size_t local_length(std::string_view address) {
  if (address.empty() || address.front() != '"') {
    const auto at = address.find('@');
    if (at == std::string_view::npos) return at;
    const auto atoms = [](std::string_view part) { return std::all_of(part.begin(), part.end(), is_atext); };
    return dotted(address.substr(0, at), atoms) ? at : std::string_view::npos;
  }
  for (std::size_t i = 1; i < address.size(); ++i) {
    if (address[i] == '"') return i + 1;
    if (address[i] == '\\' && ++i == address.size()) break;
  }
  return std::string_view::npos;
}

bool is_label(std::string_view label) {
  return label.size() <= max_label && label.front() != '-' && label.back() != '-' &&
         std::all_of(label.begin(), label.end(), [](char c) { return is_alnum(c) || c == '-' || c == '_'; });
}

bool is_domain(std::string_view domain) {
  if (domain.size() > 2 && domain.front() == '[' && domain.back() == ']') {
    domain = domain.substr(1, domain.size() - 2);
    return std::all_of(domain.begin(), domain.end(),
                       [](char c) { return is_alnum(c) || c == '.' || c == ':' || c == '-'; });
  }
  return dotted(domain, is_label);
}

}  // namespace

std::string_view address_fault(std::string_view address) {
  if (address.empty()) return "is empty";
  if (std::any_of(address.begin(), address.end(), ascii::is_eight_bit)) return "holds a non-ASCII byte";
  if (std::any_of(address.begin(), address.end(), ascii::is_control)) return "holds a control byte";
  if (address.size() > max_address) return "is too long";
  const auto local = local_length(address);
  if (local == std::string_view::npos || local >= address.size() || address[local] != '@')
    return "is not local-part@domain";
  if (local > max_local) return "has a local part that is too long";
  const auto domain = address.substr(local + 1);
  if (domain.size() > max_domain || !is_domain(domain)) return "has no valid domain";
  return {};
}

namespace {

constexpr std::size_t max_fields = 10;
constexpr std::size_t max_field = 4096;
// Each may open a group in a group, which GMime reads by recursion.
constexpr std::ptrdiff_t max_colons = 100;
constexpr std::size_t max_found = 100;

// As a quoted string of RFC 5321; nothing: it holds what no quotes allow.
std::optional<std::string> quoted(std::string_view local) {
  std::string out = "\"";
  for (const char c : local) {
    if (ascii::is_control(c) || ascii::is_eight_bit(c)) return std::nullopt;
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + "\"";
}

// A local part in quotes without them.
std::string unquoted(std::string_view local) {
  if (local.size() < 2 || local.front() != '"' || local.back() != '"') return std::string{local};
  local = local.substr(1, local.size() - 2);
  std::string out;
  for (std::size_t i = 0; i < local.size(); ++i) {
    if (local[i] == '\\' && i + 1 < local.size()) ++i;
    out += local[i];
  }
  return out;
}

std::optional<std::string> well_formed(std::string_view address) {
  const auto at = address.rfind('@');
  if (at == address.npos || at == 0) return std::nullopt;
  const auto local = unquoted(address.substr(0, at));
  const std::string domain{address.substr(at)};
  if (auto plain = local + domain; is_address(plain)) return plain;
  const auto in_quotes = quoted(local);
  if (!in_quotes || !is_address(*in_quotes + domain)) return std::nullopt;
  return *in_quotes + domain;
}

constexpr bool may_be_in_local(char c) {
  return !ascii::is_control(c) && !ascii::is_blank(c) &&
         std::string_view{"()<>[]:;@\\,\""}.find(c) == std::string_view::npos;
}

bool has_stray_dot(std::string_view local) {
  return local.starts_with('.') || local.ends_with('.') || local.find("..") != local.npos;
}

// Quotes around local parts with dots where no dot may stand, as GMime reads them no other way.
std::string with_quotes(std::string_view body) {
  std::string out;
  bool quoted = false;
  for (std::size_t i = 0; i < body.size();) {
    const auto size = static_cast<std::size_t>(std::find_if_not(body.begin() + static_cast<std::ptrdiff_t>(i),
                                                                body.end(), may_be_in_local) -
                                               body.begin()) -
                      i;
    const auto local = body.substr(i, size);
    const bool repair = !quoted && body.substr(i + size).starts_with('@') && has_stray_dot(local);
    if (repair) out += '"';
    out += local;
    if (repair) out += '"';
    if ((i += size) >= body.size()) break;
    if (body[i] == '\\' && i + 1 < body.size())
      out += body[i++];
    else if (body[i] == '"')
      quoted = !quoted;
    out += body[i++];
  }
  return out;
}

// Whether a comment, a quoted string or a domain literal does not end, or a literal holds what would begin
// one of the others: GMime loses memory over some fields of that kind.
bool is_open_ended(std::string_view body) {
  std::size_t depth = 0;
  bool quoted = false, literal = false;
  for (std::size_t i = 0; i < body.size(); ++i) {
    const char c = body[i];
    if (c == '\\')
      ++i;
    else if (literal && (c == '"' || c == '(' || c == ')' || c == '['))
      return true;
    else if (c == '"' && depth == 0)
      quoted = !quoted;
    else if (quoted)
      continue;
    else if (c == '(')
      ++depth;
    else if (c == ')' && depth > 0)
      --depth;
    else if (c == '[' && depth == 0)
      literal = true;
    else if (c == ']')
      literal = false;
  }
  return depth > 0 || quoted || literal;
}

class address_reader {
 public:
  void read(const std::string& body) {
    if (body.size() > max_field || std::count(body.begin(), body.end(), ':') > max_colons) {
      out.fault = "is too large";
      return;
    }
    if (body.find('\0') != body.npos) {
      out.fault = "holds a NUL";
      return;
    }
    if (is_open_ended(body)) {
      out.fault = "ends inside a comment, a quoted string or a domain literal";
      return;
    }
    const owned<InternetAddressList> list{internet_address_list_parse(nullptr, with_quotes(body).c_str())};
    if (list)
      add(list.get());
    else if (!body.empty())
      out.fault = "holds no address";
  }

  addresses out;

 private:
  // Depth is bounded by max_colons.
  void add(InternetAddressList* list) {
    for (int i = 0, count = internet_address_list_length(list); i < count; ++i) {
      InternetAddress* each = internet_address_list_get_address(list, i);
      if (INTERNET_ADDRESS_IS_GROUP(each)) {
        out.groups = true;
        if (auto* members = internet_address_group_get_members(INTERNET_ADDRESS_GROUP(each))) add(members);
      } else if (INTERNET_ADDRESS_IS_MAILBOX(each)) {
        const char* address = internet_address_mailbox_get_addr(INTERNET_ADDRESS_MAILBOX(each));
        add(address ? address : "");
      }
    }
  }

  void add(std::string_view address) {
    auto found = well_formed(address);
    if (!found)
      out.fault = "holds what is no address";
    else if (out.found.size() >= max_found)
      out.fault = "holds too many addresses";
    else
      out.found.push_back(*std::move(found));
  }
};

}  // namespace

addresses read_addresses(const header_fields& header, std::string_view name) {
  address_reader all;
  if (!gmime_ready()) {
    all.out.fault = "cannot be read";
    return all.out;
  }
  const auto bodies = header.bodies(name, max_fields + 1);
  for (const auto& body : bodies) all.read(body);
  all.out.fields = bodies.size();
  if (bodies.size() > max_fields) all.out.fault = "is there too often";
  return all.out;
}

}  // namespace watchpost::mail::message
