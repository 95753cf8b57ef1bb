#include "text_of_mail.h"

#include "charset.h"
#include "encode.h"
#include "header.h"
#include "html.h"
#include "mail/failure.h"
#include "mail/text/split.h"
#include "mail/text/utf8.h"
#include "mime.h"
#include "written_lines.h"

#include <algorithm>
#include <iterator>

namespace watchpost::mail::message {

namespace {

constexpr std::string_view signature = "-- ";

struct flow {
  std::string text;
  std::size_t depth = 0;
  bool open = false;  // the next line of this depth belongs to it

  void close(std::string& out) {
    if (!open) return;
    open = false;
    out.append(depth, '>');
    if (depth > 0) out += ' ';
    out += text;
    out += '\n';
    text.clear();
  }
};

}  // namespace

std::string unflowed(std::string_view rest, bool del_space) {
  std::string out;
  flow now;
  while (!rest.empty()) {
    auto line = take_line(rest);
    const auto depth = std::min(line.find_first_not_of('>'), line.size());
    line.remove_prefix(depth);
    if (line.starts_with(' ')) line.remove_prefix(1);  // section 4.4: stuffed
    const bool ends = line == signature;
    if (depth != now.depth || ends)
      now.close(out);  // section 4.5: the line before was not meant to be flowed
    now.depth = depth;
    const bool flows = line.ends_with(' ') && !ends;
    if (flows && del_space) line.remove_suffix(1);
    now.text += line;
    now.open = true;
    if (!flows) now.close(out);
  }
  now.close(out);
  return out;
}

namespace {

constexpr std::size_t max_subject = 4096;  // bytes of the field

bool is_blank(std::string_view content) { return content.find_first_not_of(" \t\r\n") == content.npos; }

bool is_text(const part& p, std::string_view type) { return !p.attachment && p.type.name == type; }

// The one to read; nullptr: none.
const part* chosen(const std::vector<part>& parts) {
  const auto first = [&](std::string_view type, bool written) -> const part* {
    const auto found = std::find_if(parts.begin(), parts.end(), [&](const part& p) {
      return is_text(p, type) && (!written || !is_blank(p.content));
    });
    return found == parts.end() ? nullptr : &*found;
  };
  if (const part* plain = first("text/plain", true)) return plain;
  if (const part* html = first("text/html", true)) return html;
  return first("text/plain", false);
}

const charset* charset_of(const part& p) {
  const charset* declared = p.type.charset.empty() ? nullptr : find_charset(p.type.charset);
  // Declared or not, it says nothing about bytes that are no ASCII.
  if (p.type.charset.empty() || (declared && declared->name == "us-ascii")) return guess_charset(p.content);
  return declared;
}

class part_reader {
 public:
  explicit part_reader(const text_limits& most) : most_(most) {}

  mail_text read(const mime& message, std::string_view header) {
    const part* text = chosen(message.parts);
    const charset* from = text ? charset_of(*text) : nullptr;
    read_subject(header, from);
    if (!text)
      remark("the mail has no text");
    else if (!from)
      remark(text->type.charset.empty()
                 ? "the text is in no charset that can be told; send it as UTF-8"
                 : "texts in charset " + printable(text->type.charset) + " are not read; send it as UTF-8");
    else
      read_part(*text, *from);
    look_at_others(message.parts, text);
    return std::move(out_);
  }

 private:
  void remark(std::string text) { out_.remarks.push_back(std::move(text)); }

  void read_subject(std::string_view header, const charset* otherwise) {
    const auto body = field(header, "Subject");
    if (!body) return;
    std::string text = decode_words(utf8_front(*body, max_subject), otherwise);
    std::replace_if(
        text.begin(), text.end(), [](char c) { return c == '\n' || c == '\r' || c == '\0'; }, ' ');
    out_.subject = utf8_front(text, most_.subject);
    if (out_.subject.size() < text.size() || body->size() > max_subject) {
      out_.cut = true;
      remark("the subject is cut off");
    }
  }

  void read_part(const part& p, const charset& from) {
    out_.charset = from.name;
    out_.from_html = p.type.name == "text/html";
    std::string text = decode(std::string_view{p.content}.substr(0, most_.text), from);
    if (p.content.size() > most_.text) {
      out_.cut = out_.lines_cut = true;
      remark("the text is longer than " + std::to_string(most_.text) + " bytes; the rest is not read");
    }
    if (out_.from_html) {
      auto seen = text_of_html(text);
      if (!seen) return remark("the HTML takes too much to read; send plain text");
      text = *std::move(seen);
    } else if (p.type.flowed) {
      text = unflowed(text, p.type.del_space);
    }
    read_lines(text);
  }

  void read_lines(std::string_view text) {
    auto found = written_lines(text, {.lines = most_.lines, .line = most_.line});
    out_.lines = std::move(found.lines);
    out_.cut |= found.cut;
    out_.lines_cut |= found.cut;
    if (found.too_long > 0)
      remark(std::to_string(found.too_long) + " lines above " + std::to_string(most_.line) +
             " bytes are left out");
    else if (found.cut)
      remark("the text has more than " + std::to_string(most_.lines) + " lines; the rest is not read");
    if (found.ruled_off) remark("what stands below a separating line is not read");
  }

  // A program that puts a picture into a text makes two texts of it.
  void look_at_others(const std::vector<part>& parts, const part* read) {
    bool any = false;
    for (const part& p : parts) {
      if (&p == read || !is_text(p, "text/plain") || is_blank(p.content)) continue;
      any = true;
      const charset* from = charset_of(p);
      if (from == nullptr || p.content.size() > most_.text) {
        out_.cut = out_.lines_cut = true;
        continue;
      }
      auto found = written_lines(decode(p.content, *from), {.lines = most_.lines, .line = most_.line});
      out_.lines_cut |= found.cut;
      std::move(found.lines.begin(), found.lines.end(), std::back_inserter(out_.besides));
    }
    if (any) remark("only the first text of the mail is read");
  }

  const text_limits& most_;
  mail_text out_;
};

}  // namespace

std::optional<mail_text> read_text(std::string_view message, const text_limits& limits) {
  mime_bounds bounds;
  bounds.message = limits.message;
  const auto parts = read_mime(message, bounds);
  if (!parts || parts->parts.size() > limits.parts) return std::nullopt;
  return part_reader{limits}.read(*parts, header_block(message));
}

}  // namespace watchpost::mail::message
