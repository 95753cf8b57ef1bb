// HTML reduced to the text that its reader sees, by gumbo.
//
//   const auto text = text_of_html(utf8);        // lines end in '\n'
#pragma once

#include <cstddef>
#include <gumbo.h>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace watchpost::mail::message {

// A tree of gumbo's in memory that is bounded: a page of 30 kB can make gumbo build millions of nodes.

class html_tree {
 public:
  // `html` must outlive the tree. False: it takes more than `memory` bytes.
  bool parse(std::string_view html, std::size_t memory);

  const GumboNode* root() const { return root_; }

 private:
  std::unique_ptr<std::byte[]> arena_;
  const GumboNode* root_ = nullptr;
};

struct html_bounds {
  std::size_t tags = 6000;                             // what follows the last of them is not read
  std::size_t memory = std::size_t{16} * 1024 * 1024;  // bytes of the tree
};

// Without what is hidden (by the hidden attribute, or an inline style that shows nothing), scripts and the
// like, and without what mail programs mark as quoted: blockquote, and the classes of Gmail, Yahoo and
// Thunderbird; nothing of what stands below Outlook's and Gmail's marks of a reply or a signature. Blocks and
// rows begin lines, paragraphs are apart by an empty one, <hr> is a line of dashes, cells are apart by a
// blank. Style sheets are not read. Nothing: beyond the bounds.
std::optional<std::string> text_of_html(std::string_view utf8, const html_bounds& most = {});

}  // namespace watchpost::mail::message
