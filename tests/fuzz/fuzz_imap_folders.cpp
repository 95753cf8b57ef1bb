// Folders: answers to LIST and STATUS, names in modified UTF-7.
#include "mail/imap/command.h"
#include "mail/imap/folder_names.h"
#include "mail/imap/response.h"
#include "mail/mailbox.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

namespace {

using namespace watchpost::mail;
using namespace watchpost::mail::imap;

void require(bool holds) {
  if (!holds) std::abort();
}

void name(std::string_view text) {
  if (const auto utf8 = from_modified_utf7(text)) require(to_modified_utf7(*utf8) == text);
  if (const auto wire = to_modified_utf7(text)) {
    require(from_modified_utf7(*wire) == text);
    require(std::all_of(wire->begin(), wire->end(), [](char c) { return c >= 0x20 && c <= 0x7e; }));
    require(form_of(*wire) != astring_form::literal);
  }
  require(display_name(text).size() <= 500);
  const auto command = folder_command("EXAMINE", text, {});
  require(!is_folder_name(text) || command.has_value());
  if (command) require(command->find_first_of("\r\n") == command->npos);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view in(reinterpret_cast<const char*>(data), size);
  name(in);
  junk_names special(true), any(false);
  while (!in.empty()) {
    const auto end = std::min(in.find('\n'), in.size());
    const auto r = parse_response(in.substr(0, end));
    if (const auto* folder = r ? std::get_if<list_data>(&r->data) : nullptr) {
      special.take(*folder);
      any.take(*folder);
      name(folder->name);
    }
    in.remove_prefix(std::min(end + 1, in.size()));
  }
  for (const auto* found : {&special.found(), &any.found()}) {
    require(found->size() <= max_folders);
    for (const auto& each : *found) require(is_folder_name(each) && !is_inbox(each));
  }
  return 0;
}
