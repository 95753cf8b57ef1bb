// A tree of gumbo's in memory that is bounded: a page of 30 kB can make gumbo build millions of nodes.
#pragma once

#include <cstddef>
#include <gumbo.h>
#include <memory>
#include <string_view>

namespace watchpost::mail::message {

class html_tree {
 public:
  // `html` must outlive the tree. False: it takes more than `memory` bytes.
  bool parse(std::string_view html, std::size_t memory);

  const GumboNode* root() const { return root_; }

 private:
  std::unique_ptr<std::byte[]> arena_;
  const GumboNode* root_ = nullptr;
};

}  // namespace watchpost::mail::message
