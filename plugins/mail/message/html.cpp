#include "html.h"

#include "mail/text/ascii.h"

#include <algorithm>
#include <array>
#include <csetjmp>
#include <cstdint>

namespace watchpost::mail::message {

namespace {

// Nothing is given back before the whole: gumbo's own way frees the tree by recursion, as deep as it is.
struct arena {
  std::byte* next;
  std::size_t left;
  std::jmp_buf full;
};

// gumbo does not expect to be refused memory. The way out skips its frames only, and what they hold lies in
// the arena.
void* take(void* of, std::size_t size) {
  auto* from = static_cast<arena*>(of);
  constexpr std::size_t unit = alignof(std::max_align_t);
  if (size > from->left || (size = (size + unit - 1) / unit * unit) > from->left) std::longjmp(from->full, 1);
  void* const taken = from->next;
  from->next += size;
  from->left -= size;
  return taken;
}

void give_back(void*, void*) {}

// Holds nothing that would need to be destroyed.
const GumboNode* parsed(const char* html, std::size_t size, arena* from) {
  if (setjmp(from->full) != 0) return nullptr;
  GumboOptions options = kGumboDefaultOptions;
  options.allocator = take;
  options.deallocator = give_back;
  options.userdata = from;
  options.max_errors = 0;
  const GumboOutput* output = gumbo_parse_with_options(&options, html, size);
  return output ? output->root : nullptr;
}

}  // namespace

bool html_tree::parse(std::string_view html, std::size_t memory) {
  arena_ = std::make_unique_for_overwrite<std::byte[]>(memory);
  arena from{arena_.get(), memory, {}};
  root_ = parsed(html.data(), html.size(), &from);
  return root_ != nullptr;
}

namespace {

enum class manner : std::uint8_t { flow, block, paragraph, line_break, rule, cell, skip, end };

constexpr std::array blocks{
    GUMBO_TAG_ADDRESS, GUMBO_TAG_ARTICLE, GUMBO_TAG_ASIDE, GUMBO_TAG_CENTER, GUMBO_TAG_DD,
    GUMBO_TAG_DIV,     GUMBO_TAG_DL,      GUMBO_TAG_DT,    GUMBO_TAG_FOOTER, GUMBO_TAG_FORM,
    GUMBO_TAG_H1,      GUMBO_TAG_H2,      GUMBO_TAG_H3,    GUMBO_TAG_H4,     GUMBO_TAG_H5,
    GUMBO_TAG_H6,      GUMBO_TAG_HEADER,  GUMBO_TAG_LI,    GUMBO_TAG_MAIN,   GUMBO_TAG_OL,
    GUMBO_TAG_PRE,     GUMBO_TAG_SECTION, GUMBO_TAG_TABLE, GUMBO_TAG_TR,     GUMBO_TAG_UL};
constexpr std::array skipped{GUMBO_TAG_AUDIO,    GUMBO_TAG_BLOCKQUOTE, GUMBO_TAG_BUTTON, GUMBO_TAG_DEL,
                             GUMBO_TAG_HEAD,     GUMBO_TAG_IFRAME,     GUMBO_TAG_MATH,   GUMBO_TAG_NOSCRIPT,
                             GUMBO_TAG_OBJECT,   GUMBO_TAG_S,          GUMBO_TAG_SCRIPT, GUMBO_TAG_SELECT,
                             GUMBO_TAG_STRIKE,   GUMBO_TAG_STYLE,      GUMBO_TAG_SVG,    GUMBO_TAG_TITLE,
                             GUMBO_TAG_TEMPLATE, GUMBO_TAG_TEXTAREA,   GUMBO_TAG_VIDEO};
constexpr std::array<std::string_view, 4> quoting_classes{"gmail_quote", "yahoo_quoted", "moz-cite-prefix",
                                                          "protonmail_quote"};
constexpr std::array<std::string_view, 4> ending_classes{"gmail_signature", "moz-signature", "moz-txt-sig",
                                                         "protonmail_signature_block"};
// Outlook on the web, for Windows, for phones.
constexpr std::array<std::string_view, 5> ending_ids{"appendonsend", "divRplyFwdMsg", "Signature",
                                                     "ms-outlook-mobile-signature",
                                                     "mail-editor-reference-message-container"};
// Of an inline style, blanks taken out.
constexpr std::array<std::string_view, 8> hiding{
    "display:none", "visibility:hidden", "font-size:0;", "font-size:0px",
    "opacity:0;",   "mso-hide:all",      "max-height:0", "text-decoration:line-through"};

std::string_view attribute(const GumboElement& element, const char* name) {
  const GumboAttribute* found = gumbo_get_attribute(&element.attributes, name);
  return found ? found->value : std::string_view{};
}

template <std::size_t N>
bool has_class(std::string_view classes, const std::array<std::string_view, N>& names) {
  while (!classes.empty()) {
    const auto end = std::min(classes.find_first_of(" \t\n"), classes.size());
    if (ascii::holds_word(names, classes.substr(0, end))) return true;
    classes.remove_prefix(std::min(end + 1, classes.size()));
  }
  return false;
}

bool is_hidden(const GumboElement& element) {
  if (gumbo_get_attribute(&element.attributes, "hidden")) return true;
  std::string style;
  for (const char c : attribute(element, "style"))
    if (!ascii::is_blank(c) && !ascii::is_control(c)) style += ascii::lower(c);
  style += ';';
  return std::any_of(hiding.begin(), hiding.end(), [&](auto h) { return style.find(h) != style.npos; });
}

manner manner_of(const GumboElement& element) {
  const auto is_in = [&](const auto& tags) {
    return std::find(tags.begin(), tags.end(), element.tag) != tags.end();
  };
  const auto classes = attribute(element, "class");
  if (has_class(classes, ending_classes) || ascii::holds_word(ending_ids, attribute(element, "id")))
    return manner::end;
  if (is_in(skipped) || has_class(classes, quoting_classes) || is_hidden(element)) return manner::skip;
  if (is_in(blocks)) return manner::block;
  if (element.tag == GUMBO_TAG_BR) return manner::line_break;
  if (element.tag == GUMBO_TAG_HR) return manner::rule;
  // Outlook's have no margin.
  if (element.tag == GUMBO_TAG_P)
    return ascii::same_word(classes, "MsoNormal") ? manner::block : manner::paragraph;
  return element.tag == GUMBO_TAG_TD || element.tag == GUMBO_TAG_TH ? manner::cell : manner::flow;
}

const GumboVector* children(const GumboNode* node) {
  return node->type == GUMBO_NODE_ELEMENT ? &node->v.element.children : nullptr;
}

// Along the tree without recursion: it may be thousands deep.
class walk {
 public:
  std::string text(const GumboNode* root) {
    const GumboNode* node = root;
    while (node && !ended_) {
      const bool inside = enter(node);
      const auto* below = children(node);
      if (inside && !ended_ && below && below->length > 0) {
        node = static_cast<const GumboNode*>(below->data[0]);
        continue;
      }
      if (inside) leave(node);
      node = next(node, root);
    }
    while (out_.ends_with("\n\n")) out_.pop_back();
    return std::move(out_);
  }

 private:
  // The next sibling, of the node or of the nearest ancestor that has one.
  const GumboNode* next(const GumboNode* node, const GumboNode* root) {
    while (node != root) {
      const auto& siblings = *children(node->parent);
      const auto at = static_cast<unsigned>(node->index_within_parent) + 1;
      if (at < siblings.length) return static_cast<const GumboNode*>(siblings.data[at]);
      node = node->parent;
      leave(node);
    }
    return nullptr;
  }

  // Whether its children are to be read.
  bool enter(const GumboNode* node) {
    switch (node->type) {
      case GUMBO_NODE_TEXT:
      case GUMBO_NODE_WHITESPACE: add(node->v.text.text); return false;
      case GUMBO_NODE_ELEMENT: break;
      default: return false;
    }
    const auto how = manner_of(node->v.element);
    switch (how) {
      case manner::block: line_end(); break;
      case manner::paragraph: gap(); break;
      case manner::line_break: out_ += '\n'; break;
      case manner::rule: add_rule(); break;
      case manner::cell: add(" "); break;
      default: break;
    }
    if (node->v.element.tag == GUMBO_TAG_PRE) ++in_pre_;
    ended_ = how == manner::end;
    return how != manner::skip && how != manner::end;
  }

  void leave(const GumboNode* node) {
    if (node->v.element.tag == GUMBO_TAG_PRE) --in_pre_;
    const auto how = manner_of(node->v.element);
    if (how == manner::block) line_end();
    if (how == manner::paragraph) gap();
  }

  // An empty line, as the reader sees one.
  void gap() {
    line_end();
    if (!out_.empty() && !out_.ends_with("\n\n")) out_ += '\n';
  }

  // What programs put above the message that is answered; written_lines() knows it.
  void add_rule() {
    line_end();
    out_ += "--------------------\n";
  }

  void line_end() {
    if (!out_.empty() && !out_.ends_with('\n')) out_ += '\n';
  }

  void add(std::string_view text) {
    for (const char c : text) {
      const bool blank = ascii::is_blank(c) || c == '\n' || c == '\r' || c == '\f';
      if (!blank || (in_pre_ > 0 && c == '\n'))
        out_ += c;
      else if (!out_.empty() && out_.back() != ' ' && out_.back() != '\n')
        out_ += ' ';
    }
  }

  std::string out_;
  int in_pre_ = 0;
  bool ended_ = false;
};

std::string_view front(std::string_view html, std::size_t tags) {
  std::size_t at = html.find('<');
  while (at != html.npos && tags-- > 0) at = html.find('<', at + 1);
  return html.substr(0, at);
}

}  // namespace

std::optional<std::string> text_of_html(std::string_view utf8, const html_bounds& most) {
  html_tree tree;
  if (!tree.parse(front(utf8, most.tags), most.memory)) return std::nullopt;
  return walk{}.text(tree.root());
}

}  // namespace watchpost::mail::message
