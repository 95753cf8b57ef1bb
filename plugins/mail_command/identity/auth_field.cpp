#include "auth_results.h"
#include "mail/text/ascii.h"

#include <algorithm>
#include <cstdint>
#include <optional>

namespace watchpost::mail_command::identity {
namespace {

namespace ascii = mail::ascii;

constexpr std::size_t longest_field = 8192, most_results = 64, most_properties = 32, deepest_comment = 8;

// Reads RFC 8601 section 2.2. Values that are not quoted may hold what real servers leave in them ('/', '=',
// '@' and ':'), but no blank, ';', '(' or ')'. `broken_` is set once and for all.
class reader {
 public:
  explicit reader(std::string_view body) : rest_(body) {
    broken_ = body.size() > longest_field || std::any_of(body.begin(), body.end(), [](char c) {
                return ascii::is_eight_bit(c) || (ascii::is_control(c) && c != '\t');
              });
  }

  auth_field read() {
    auth_field out;
    skip();
    bool more = begins_with_result();
    if (!more) {
      out.server = ascii::lowered(value());
      skip();
      broken_ = broken_ || out.server.empty();
      if (!rest_.empty() && rest_.front() != ';') {
        broken_ = broken_ || value() != "1";  // authres-version
        skip();
      }
      more = take(';');
    }
    for (; !broken_ && more; more = take(';')) {
      skip();
      if (rest_.empty()) break;
      if (auto one = result()) out.results.push_back(std::move(*one));
      broken_ = broken_ || out.results.size() > most_results;
    }
    broken_ = broken_ || !rest_.empty();
    if (broken_) out.results.clear();
    out.broken = broken_;
    return out;
  }

 private:
  bool take(char c) {
    if (rest_.empty() || rest_.front() != c) return false;
    rest_.remove_prefix(1);
    return true;
  }

  // Blanks and comments.
  void skip() {
    std::size_t depth = 0;
    while (!rest_.empty() && !broken_) {
      const char c = rest_.front();
      if (c == '(')
        broken_ = ++depth > deepest_comment;
      else if (c == ')' && depth != 0)
        --depth;
      else if (c == '\\' && depth != 0 && rest_.size() > 1)
        rest_.remove_prefix(1);
      else if (depth == 0 && !ascii::is_blank(c))
        break;
      rest_.remove_prefix(1);
    }
    broken_ = broken_ || depth != 0;
  }

  // "spf=": no authserv-id is there, as tokens hold no '='.
  bool begins_with_result() const {
    const auto end = std::find_if_not(rest_.begin(), rest_.end(), [](char c) { return ascii::is_alnum(c); });
    return end != rest_.begin() && end != rest_.end() && *end == '=';
  }

  void quoted(std::string& out) {
    while (!rest_.empty() && rest_.front() != '"') {
      if (rest_.front() == '\\' && rest_.size() > 1) rest_.remove_prefix(1);
      out += rest_.front();
      rest_.remove_prefix(1);
    }
    broken_ = broken_ || !take('"');
  }

  std::string value() {
    std::string out;
    while (!rest_.empty() && !broken_) {
      const char c = rest_.front();
      if (ascii::is_blank(c) || c == ';' || c == '(') break;
      rest_.remove_prefix(1);
      if (c == '"')
        quoted(out);
      else if (c == ')')
        broken_ = true;
      else
        out += c;
    }
    return out;
  }

  // Letters, digits, "-" and "_", as lower case.
  std::string keyword() {
    std::string out;
    while (!rest_.empty() &&
           (ascii::is_alnum(rest_.front()) || rest_.front() == '-' || rest_.front() == '_')) {
      out += ascii::lower(rest_.front());
      rest_.remove_prefix(1);
    }
    broken_ = broken_ || out.empty();
    return out;
  }

  // methodspec [reasonspec] *propspec; nothing for "none", which stands alone.
  std::optional<auth_result> result() {
    auth_result out;
    out.method = keyword();
    skip();
    if (out.method == "none" && (rest_.empty() || rest_.front() == ';')) return std::nullopt;
    if (take('/')) {
      skip();
      (void)keyword();
      skip();
    }
    broken_ = broken_ || !take('=');
    skip();
    out.result = keyword();
    skip();
    while (!broken_ && !rest_.empty() && rest_.front() != ';') property(out);
    return out;
  }

  void property(auth_result& into) {
    std::string name = keyword();
    skip();
    if (take('.')) {
      skip();
      name += '.' + keyword();
      skip();
    }
    broken_ = broken_ || !take('=') || into.properties.size() >= most_properties;
    skip();
    into.properties.emplace_back(std::move(name), value());
    skip();
  }

  std::string_view rest_;
  bool broken_ = false;
};

}  // namespace

std::string_view auth_result::property(std::string_view name) const {
  for (const auto& [key, value] : properties)
    if (key == name) return value;
  return {};
}

auth_field read_auth_field(std::string_view body) { return reader(body).read(); }

}  // namespace watchpost::mail_command::identity
