// Words that must not show up in a failure, as some servers repeat in an answer what they were sent.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace watchpost::mail::imap {

class secrets {
 public:
  secrets() { words_.reserve(8); }
  ~secrets();
  secrets(const secrets&) = delete;
  secrets& operator=(const secrets&) = delete;

  void add(std::string_view word);  // nothing when empty

  bool empty() const { return words_.empty(); }
  const std::vector<std::string>& words() const { return words_; }

  // `text` with "***" for every one of the words.
  std::string hide(std::string_view text) const;

 private:
  std::vector<std::string> words_;
};

// Overwrites the bytes.
void wipe(std::string& text);

}  // namespace watchpost::mail::imap
