#include "move.h"

#include "command.h"
#include "idle.h"
#include "modified_utf7.h"
#include "number_set.h"
#include "open.h"
#include "remove.h"

namespace watchpost::mail::imap {
namespace {

net::task<result<void>> create(session& s, std::string folder) {
  const auto command = folder_command("CREATE", folder, s.caps);
  if (!command) co_return s.fault(cause::internal, "not the name of a folder");
  const result<status_response> said = co_await s.finish(s.queue(*command));
  if (!said) co_return said.error();
  if (said->what != status::ok && said->code.name != "ALREADYEXISTS") co_return s.refused(*said);
  co_return result<void>{};
}

// "UID MOVE" or "UID COPY" of one set, once more when the folder had to be made first.
net::task<result<void>> transfer(session& s, std::string verb, std::string folder) {
  for (bool made = false;; made = true) {
    const auto command = folder_command(verb, folder, s.caps);
    if (!command) co_return s.fault(cause::internal, "not the name of a folder");
    const result<status_response> said = co_await s.finish(s.queue(*command));
    if (!said) co_return said.error();
    if (said->what == status::ok || said->code.name == "EXPUNGEISSUED") co_return result<void>{};
    if (made || said->code.name != "TRYCREATE") co_return s.refused(*said);
    const result<void> there = co_await create(s, folder);
    if (!there) co_return there.error();
  }
}

}  // namespace

net::task<result<void>> move_messages(session& s, std::span<const std::uint32_t> uids, std::string folder,
                                      std::set<std::uint32_t>& moved) {
  s.at(stage::remove);
  const auto wire = to_modified_utf7(folder);
  if (!wire) co_return s.fault(cause::internal, "the folder's name is not UTF-8");
  const result<void> ready = co_await end_idle(s);
  if (!ready) co_return ready.error();
  if (!s.caps.move() && !s.caps_final) {
    const result<void> asked = co_await ask_capabilities(s);
    if (!asked) co_return asked.error();
  }
  const bool moves = s.caps.move();
  for (const auto& set : to_sets(uids, max_set)) {
    const result<void> done = co_await transfer(s, (moves ? "UID MOVE " : "UID COPY ") + set, *wire);
    if (!done) co_return done.error();
  }
  if (moves) {
    note_gone(s, uids, moved);
    co_return result<void>{};
  }
  const result<void> removed = co_await remove_messages(s, uids, moved);
  co_return removed;
}

}  // namespace watchpost::mail::imap
