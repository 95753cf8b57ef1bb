#include "html_tree.h"

#include <csetjmp>

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

}  // namespace watchpost::mail::message
