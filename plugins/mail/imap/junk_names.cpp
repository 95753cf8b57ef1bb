#include "junk_names.h"

#include "../mailbox.h"
#include "../message/ascii.h"
#include "command.h"
#include "folder_positions.h"
#include "modified_utf7.h"

#include <algorithm>
#include <array>

namespace watchpost::mail::imap {
namespace {

using std::string_view;

constexpr std::array<string_view, 8> special_uses{"\\All",  "\\Archive", "\\Drafts", "\\Flagged",
                                                  "\\Junk", "\\Sent",    "\\Trash",  "\\Important"};
constexpr std::array<string_view, 2> not_to_be_opened{"\\Noselect", "\\NonExistent"};
constexpr std::array<string_view, 7> names_of_junk{"Junk",      "Spam",      "Junk E-mail", "Junk Email",
                                                   "Junk Mail", "Bulk Mail", "Bulk"};

// Without the INBOX that some servers put everything below.
string_view below_inbox(string_view name, string_view delimiter) {
  constexpr string_view inbox = "INBOX";
  if (delimiter.empty() || name.size() <= inbox.size() || !is_inbox(name.substr(0, inbox.size())))
    return name;
  const auto rest = name.substr(inbox.size());
  return rest.starts_with(delimiter) ? rest.substr(delimiter.size()) : name;
}

void add(std::vector<std::string>& to, const std::string& name) {
  if (to.size() < max_folders && std::find(to.begin(), to.end(), name) == to.end()) to.push_back(name);
}

}  // namespace

void junk_names::take(const list_data& folder) {
  for (const auto& each : folder.attributes) {
    if (ascii::holds_word(not_to_be_opened, each)) return;
    if (ascii::holds_word(special_uses, each)) special_use_ = true;
  }
  if (!is_folder_name(folder.name) || is_inbox(folder.name)) return;
  if (ascii::holds_word(folder.attributes, "\\Junk")) add(by_use_, folder.name);
  if (ascii::holds_word(names_of_junk, below_inbox(folder.name, folder.delimiter)))
    add(by_name_, folder.name);
}

bool is_folder_name(string_view wire) {
  return !wire.empty() && wire.size() <= max_folder_name && form_of(wire) != astring_form::impossible;
}

bool is_inbox(string_view wire) { return ascii::same_word(wire, "INBOX"); }

std::string display_name(string_view wire) {
  return printable(from_modified_utf7(wire).value_or(std::string(wire)));
}

}  // namespace watchpost::mail::imap
