#include "folders.h"

#include "junk_names.h"
#include "modified_utf7.h"
#include "open.h"

#include <algorithm>
#include <utility>

namespace watchpost::mail::imap {
namespace {

using namespace std::chrono_literals;

constexpr auto found_for = 1h;
constexpr auto none_for = 10min;  // one may be made at any time

using names = std::vector<std::string>;

// Kept as "name\nname\n", and "\n" where there is none.
std::optional<names> recall_junk(net::network& net, const access_settings& how) {
  const auto& memory = net.remembered(how.server, how.tls, how.user.username);
  if (memory.folders.empty()) return std::nullopt;
  names all;
  for (std::string_view rest = memory.folders; !rest.empty();) {
    const auto end = rest.find('\n');
    if (end > 0) all.emplace_back(rest.substr(0, end));
    rest.remove_prefix(end + 1);
  }
  if (net.time().now() - memory.learnt >= (all.empty() ? none_for : found_for)) return std::nullopt;
  return all;
}

void remember_junk(net::network& net, const access_settings& how, const names& all) {
  auto& memory = net.remembered(how.server, how.tls, how.user.username);
  memory.folders = all.empty() ? "\n" : "";
  for (const auto& name : all) memory.folders += name + '\n';
  memory.learnt = net.time().now();
}

net::task<result<status_response>> list(session& s, std::string command, junk_names& into) {
  const listener take = [&into](const response& r) {
    if (const auto* folder = std::get_if<list_data>(&r.data)) into.take(*folder);
  };
  const std::string tag = s.queue(command);
  result<status_response> said = co_await s.finish(tag, &take);
  co_return said;
}

struct listing {
  names junk;
  std::string refused;  // why there is no list
};

net::task<result<listing>> ask_for_junk(session& s) {
  if (!s.caps_final) {
    const result<void> asked = co_await ask_capabilities(s);
    if (!asked) co_return asked.error();
  }
  listing all;
  if (s.caps.has("SPECIAL-USE")) {
    junk_names special(true);
    const result<status_response> said =
        co_await list(s, R"(LIST (SPECIAL-USE) "" "*" RETURN (SPECIAL-USE))", special);
    if (!said) co_return said.error();
    all.junk = special.found();
    if (said->what == status::ok) co_return all;
  }
  // Where the extended form is not understood, attributes may be shown all the same.
  junk_names any(s.caps.has("SPECIAL-USE"));
  const result<status_response> said = co_await list(s, R"(LIST "" "*")", any);
  if (!said) co_return said.error();
  all.junk = any.found();
  if (said->what != status::ok) {
    const failure f = s.refused(*said);
    all.refused = f.server.empty() ? "LIST was refused" : f.server;
  }
  co_return all;
}

void add(folder_choice& to, named_folder folder) {
  const auto same = [&](const named_folder& other) { return other.wire == folder.wire; };
  if (is_inbox(folder.wire) || std::any_of(to.folders.begin(), to.folders.end(), same)) return;
  if (to.folders.size() == max_folders)
    to.closed.push_back({std::move(folder.name), "more folders than are looked into"});
  else
    to.folders.push_back(std::move(folder));
}

}  // namespace

net::task<result<folder_choice>> choose_folders(session& s, net::network& net, const access_settings& how) {
  folder_choice choice;
  std::optional<names> junk = recall_junk(net, how);
  if (!junk) {
    result<listing> asked = co_await ask_for_junk(s);
    if (!asked) co_return asked.error();
    if (asked->refused.empty())
      remember_junk(net, how, asked->junk);
    else
      choice.closed.push_back({"", asked->refused});
    junk = std::move(asked->junk);
  }
  choice.junk_known = !junk->empty();
  for (auto& wire : *junk) {
    std::string name = display_name(wire);
    add(choice, {std::move(wire), std::move(name), true});
  }
  for (const auto& name : how.folders) {
    auto wire = to_modified_utf7(name);
    if (!wire || !is_folder_name(*wire))
      choice.closed.push_back({printable(name), "not the name of a folder"});
    else
      add(choice, {std::move(*wire), name, false});
  }
  co_return choice;
}

void forget_folders(net::network& net, const access_settings& how) {
  net.remembered(how.server, how.tls, how.user.username).folders.clear();
}

}  // namespace watchpost::mail::imap
