// host_sim evidence: the documents of a result that was not good, to look at or to pass on.
#include "cli/result_lines.h"
#include "cli/session.h"
#include "engine/json_text.h"
#include "engine/text.h"
#include "engine/time_text.h"

#include <boost/json.hpp>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <ostream>

namespace watchpost::cli {
namespace {

namespace fs = std::filesystem;
namespace json = boost::json;
namespace po = boost::program_options;

command_line evidence_options() {
  command_line line(
      "evidence", "[CONFIG] INSTANCE",
      "Shows what was kept of the latest result that was not OK: what was said to the servers and by them,\n"
      "their addresses and certificates, and when. Passwords never were in it. "
      "It may be used beside host_sim run.",
      "host_sim evidence watchpost.toml round-trip@mx --save for-the-provider");
  auto option = line.add();
  option("state", po::value<std::string>()->value_name("FILE"), "the database");
  option("config,c", po::value<std::string>()->value_name("FILE"),
         "the settings file that names the database");
  option("at", po::value<std::string>()->value_name("TIME"),
         "not the latest one, but the latest by then, "
         "e.g. \"2024-05-01 14:00:00\" as history shows it, or 2024-05-01T12:00:00Z");
  option("list,l", "only what there is, the oldest first");
  option("save", po::value<std::string>()->value_name("DIR"), "write it to files in this new folder");
  option("json", "as one JSON object; with --list one a line");
  line.positional("words", 2);
  line.exit_codes(
      "0: done.  1: there is no evidence, or it cannot be read or written.  2: wrong command line.");
  return line;
}

bool is_text(const engine::document& d) {
  return d.media_type.starts_with("text/") || d.media_type == "application/x-pem-file" ||
         d.media_type == "application/json";
}

std::size_t size_of(const engine::report& r) {
  std::size_t bytes = 0;
  for (const auto& d : r.result.documents) bytes += d.content.size();
  return bytes;
}

json::value document_json(const engine::document& d) {
  json::object out{{"name", d.name}, {"media_type", d.media_type}, {"size", d.content.size()}};
  if (is_text(d)) out["text"] = d.content;
  return out;
}

std::string as_json(const engine::report& r) {
  auto out = json::parse(json_line(r)).as_object();
  json::array documents;
  for (const auto& d : r.result.documents) documents.push_back(document_json(d));
  out["documents"] = std::move(documents);
  return engine::json_text(out);
}

// Line by line, as a terminal obeys control characters.
void print_text(const std::string& text, std::ostream& to) {
  for (std::size_t at = 0; at < text.size();) {
    const auto end = std::min(text.find('\n', at), text.size());
    to << engine::one_line(std::string_view(text).substr(at, end - at), 16 * 1024) << "\n";
    at = end + 1;
  }
}

void show(const engine::report& r, console& io) {
  io.out << plain_line(r, false) << "\n";
  for (const auto& d : r.result.documents) {
    io.out << "\n==> " << d.name << "\n";
    if (is_text(d))
      print_text(d.content, io.out);
    else
      io.out << "(" << d.content.size() << " bytes of " << d.media_type << "; --save writes them)\n";
  }
}

int list(const std::vector<engine::report>& all, bool json_wanted, console& io) {
  for (auto r = all.rbegin(); r != all.rend(); ++r) {
    if (json_wanted)
      io.out << json_line(*r) << "\n";
    else
      io.out << plain_line(*r, false) << "  (" << r->result.documents.size() << " documents, " << size_of(*r)
             << " bytes)\n";
  }
  return exit_done;
}

bool write_document(const fs::path& file, const std::string& content) {
  std::ofstream out(file, std::ios::binary);
  out << content;
  out.close();
  return out.good();
}

// In the folder of --save.
int save(const engine::report& r, const command_line& line, console& io) {
  const auto folder = line.text("save");
  std::error_code error;
  if (fs::exists(folder, error) && !fs::is_empty(folder, error))
    return line.fail(io, engine::in_quotes(folder) + " is there already and not empty; name a new folder");
  fs::create_directories(folder, error);
  if (error)
    return line.fail(io, "cannot make the folder " + engine::in_quotes(folder) + ": " + error.message());
  // The owner decides who is to see it.
  fs::permissions(folder, fs::perms::owner_all, error);
  std::vector<engine::document> files{{"verdict.json", "application/json", json_line(r) + "\n"}};
  files.insert(files.end(), r.result.documents.begin(), r.result.documents.end());
  for (const auto& d : files) {
    if (!abi::is_document_name(d.name)) continue;
    if (!write_document(fs::path(folder) / d.name, d.content))
      return line.fail(io, "cannot write " + engine::in_quotes(d.name) + " in " + engine::in_quotes(folder) +
                               "; is the disk full?");
  }
  io.out << files.size() << " files written to " << folder << "\n";
  return exit_done;
}

// Why there is nothing, as exactly as the history knows.
std::string nothing(const std::string& path, const engine::history_query& query) {
  std::string text = "there is no evidence of " + engine::in_quotes(query.instance);
  if (const auto last = engine::read_history(path, {.instance = query.instance, .limit = 1});
      last && !last->empty()) {
    const auto& r = last->front();
    return text + "; its latest result is " + std::string(name(r.result.state)) + " of " +
           engine::local_text(r.result.times.finished_wall);
  }
  std::vector<std::string> names;
  if (const auto some = engine::read_history(path, {.limit = 1000}))
    for (const auto& r : *some)
      if (std::find(names.begin(), names.end(), r.instance) == names.end()) names.push_back(r.instance);
  text += ", nor any result" + engine::did_you_mean(query.instance, names);
  return names.empty() ? text : text + "; there are results of: " + engine::join(names);
}

}  // namespace

int run_evidence(const std::vector<std::string>& args, console& io) {
  auto line = evidence_options();
  if (const auto end = line.parse(args, io)) return *end;
  auto words = line.texts("words");
  if (words.empty()) return line.refuse(io, "INSTANCE is missing");
  if (line.has("list") && line.has("save")) return line.refuse(io, "--list and --save exclude each other");
  const std::string config = words.size() == 2 ? words.front() : line.text("config");
  engine::history_query query{.instance = words.back(), .limit = 1, .evidence = true};
  if (line.has("list")) query.limit = 0;
  if (line.has("at")) {
    const auto at = engine::parse_time(line.text("at"));
    if (!at)
      return line.refuse(io, "--at = " + engine::in_quotes(line.text("at")) +
                                 ": not a time; write \"2024-05-01 14:00:00\" or 2024-05-01T12:00:00Z");
    query.until_wall = *at + 999;  // shown without its milliseconds
  }
  const auto path = state_path(line, config, io);
  if (path.empty()) return config.empty() ? exit_usage : exit_failed;
  const auto found = engine::read_history(path, query);
  if (!found) return line.fail(io, to_text(found.error()));
  if (found->empty()) return line.fail(io, nothing(path, query));
  if (line.has("list")) return list(*found, line.has("json"), io);
  if (line.has("save")) return save(found->front(), line, io);
  if (line.has("json"))
    io.out << as_json(found->front()) << "\n";
  else
    show(found->front(), io);
  return exit_done;
}

}  // namespace watchpost::cli
