// The usual parts of scripts that look into folders beside INBOX.
#pragma once

#include "dialogue.h"

namespace watchpost::mail::imap {

inline const std::string in_special =
    "S: w0 OK [CAPABILITY IMAP4rev1 UIDPLUS IDLE SPECIAL-USE LIST-EXTENDED] welcome\n";

// Up to the end of a scan that reads nothing of INBOX; the next tag is w2.
inline const std::string entered = hello + auth + select + in_special + selected(3, 9);

inline const std::string list_special = "C: w2 LIST (SPECIAL-USE) \"\" \"*\" RETURN (SPECIAL-USE)\n";
inline const std::string listed_junk = list_special +
                                       "S: * LIST (\\HasNoChildren \\Trash) \"/\" Trash\nS: * LIST "
                                       "(\\HasNoChildren \\Junk) \"/\" Junk\nS: w2 OK\n";
inline const std::string listed_none = list_special + "S: w2 OK nothing special\n";

inline std::string ask(const std::string& tag, const std::string& folder) {
  return "C: " + tag + " STATUS " + folder + " (MESSAGES UIDNEXT UIDVALIDITY)\n";
}
inline std::string told(const std::string& tag, const std::string& folder, int messages, int next,
                        int validity = 5) {
  return "S: * STATUS " + folder + " (MESSAGES " + std::to_string(messages) + " UIDNEXT " +
         std::to_string(next) + " UIDVALIDITY " + std::to_string(validity) + ")\nS: " + tag + " OK\n";
}

inline std::string examine(const std::string& tag, const std::string& folder) {
  return "C: " + tag + " EXAMINE " + folder + "\n";
}
// The answer to it; validity 5.
inline std::string examined(const std::string& tag, int exists, int next) {
  std::string answer = selected(exists, next, tag);
  answer.replace(answer.find("READ-WRITE"), 10, "READ-ONLY");
  return answer;
}

// A scan of the other folders since "folders 1;Junk=5:7" that has found UID 8 in Junk, which is ours; the next tag is
// w6.
inline const std::string looked_into_junk =
    entered + listed_junk + ask("w3", "Junk") + told("w3", "Junk", 3, 9) + examine("w4", "Junk") +
    fetch_from(7, "w5") + examined("w4", 3, 9) + message(2, 7, false) + message(3, 8, true) + "S: w5 OK\n";
inline const std::string since_seven = read_to("folders;Junk=5:7");
inline const std::string over = "C: * LOGOUT\n";

inline result<mailbox_scan> scanned_folders(const std::string& script, const position& since,
                                            std::vector<std::string> folders = {}) {
  imap_client c(script);
  c.folders = std::move(folders);
  auto seen = c.scan_folders(since);
  EXPECT_EQ(c.unexpected(), "") << script;
  if (!seen) expect_discreet(seen.error());
  return seen;
}

}  // namespace watchpost::mail::imap
