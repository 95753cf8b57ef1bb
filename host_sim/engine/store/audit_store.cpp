#include "engine/store/audit_store.h"

#include <boost/json.hpp>

namespace watchpost::engine {

const char* const audit_schema = R"sql(
CREATE TABLE audit(
  sequence INTEGER PRIMARY KEY, wall INTEGER NOT NULL, instance TEXT NOT NULL, event TEXT NOT NULL,
  facts TEXT NOT NULL, hash TEXT NOT NULL);
CREATE INDEX audit_by_instance ON audit(instance, sequence);
CREATE TRIGGER audit_stays BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'the audit log only grows'); END;
CREATE TRIGGER audit_holds BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'the audit log only grows'); END;
CREATE TRIGGER audit_grows BEFORE INSERT ON audit WHEN new.sequence <> (SELECT coalesce(max(sequence), 0) + 1 FROM audit)
  BEGIN SELECT RAISE(ABORT, 'the audit log only grows'); END;
CREATE TABLE audit_head(one INTEGER PRIMARY KEY CHECK(one = 1), sequence INTEGER NOT NULL, hash TEXT NOT NULL);
)sql";

namespace {

namespace json = boost::json;

std::string facts_text(const std::vector<fact>& facts) {
  json::array out;
  for (const auto& [key, value] : facts) out.push_back(json::array{json::string(key), json::string(value)});
  return json::serialize(out);
}

std::vector<fact> facts_of(const std::string& text) {
  std::vector<fact> out;
  boost::system::error_code bad;
  const auto parsed = json::parse(text, bad);
  const auto* list = bad ? nullptr : parsed.if_array();
  for (std::size_t i = 0; list != nullptr && i < list->size(); ++i) {
    const auto* pair = (*list)[i].if_array();
    if (pair == nullptr || pair->size() != 2 || !(*pair)[0].is_string() || !(*pair)[1].is_string()) continue;
    out.push_back({std::string((*pair)[0].get_string()), std::string((*pair)[1].get_string())});
  }
  return out;
}

audit_record row_to_record(const statement& row) {
  return {row.integer(0), {row.integer(1), row.text(2), row.text(3), facts_of(row.text(4))}, row.text(5)};
}

abi::expected<audit_head> head_in(tables& in, std::string_view sql) {
  audit_head out{0, audit_origin};
  const auto done = in.read(sql, {}, [&](const statement& row) {
    out = {row.integer(0), row.text(1)};
    return false;
  });
  if (!done) return done.error();
  return out;
}

/// Walks the chain; every record is compared with the one before as it stands there, so that one change is
/// one fault.
class verifier {
 public:
  explicit verifier(const std::optional<audit_head>& noted) : noted_(noted) {}

  void record(const audit_record& r) {
    if (r.sequence != out_.head.sequence + 1)
      gap(r.sequence - 1);
    else if (audit_hash(out_.head.hash, r.sequence, r.entry) != r.hash)
      fault("record " + std::to_string(r.sequence) + " is not what was written, or the one before it is not");
    out_.head = {r.sequence, r.hash};
    if (noted_ && noted_->sequence == r.sequence && noted_->hash != r.hash)
      fault("record " + std::to_string(r.sequence) + " is another one than the noted one");
  }

  audit_verdict end(const audit_head& kept) {
    if (kept.sequence > out_.head.sequence) gap(kept.sequence);
    if (kept.sequence < out_.head.sequence)
      fault("records after " + std::to_string(kept.sequence) + " were not written by Watchpost");
    if (kept.sequence == out_.head.sequence && kept.hash != out_.head.hash)
      fault("the last record is not the one that was written last");
    if (noted_ && noted_->sequence > out_.head.sequence)
      fault("the log ends at record " + std::to_string(out_.head.sequence) + ", before the noted one");
    return std::move(out_);
  }

 private:
  static constexpr std::size_t most_faults = 20;

  void gap(std::int64_t last) {
    const auto first = out_.head.sequence + 1;
    fault(first >= last
              ? "record " + std::to_string(last) + " is missing"
              : "records " + std::to_string(first) + " to " + std::to_string(last) + " are missing");
  }
  void fault(std::string text) {
    if (out_.faults.size() < most_faults) out_.faults.push_back(std::move(text));
  }

  const std::optional<audit_head>& noted_;
  audit_verdict out_{{0, audit_origin}, {}};
};

}  // namespace

abi::expected<void> append_audit(tables& in, const audit_entry& entry) {
  const auto before = head_in(in, "SELECT sequence, hash FROM audit ORDER BY sequence DESC LIMIT 1");
  if (!before) return before.error();
  const auto sequence = before->sequence + 1;
  const auto hash = audit_hash(before->hash, sequence, entry);
  auto added = in.run("INSERT INTO audit VALUES(?1, ?2, ?3, ?4, ?5, ?6)",
                      {sequence, entry.wall_ms, entry.instance, entry.event, facts_text(entry.facts), hash});
  if (!added) return added;
  return in.run("INSERT INTO audit_head VALUES(1, ?1, ?2) ON CONFLICT DO UPDATE SET sequence = ?1, hash = ?2",
                {sequence, hash});
}

abi::expected<void> each_audit(tables& in, const audit_query& query,
                               const std::function<void(const audit_record&)>& each) {
  return in.read(
      "SELECT * FROM (SELECT sequence, wall, instance, event, facts, hash FROM audit"
      "  WHERE (?1 = '' OR instance = ?1)"
      " AND (?2 = '' OR event = ?2 OR substr(event, 1, length(?2) + 1) = ?2 || '.')"
      "  AND wall BETWEEN ?3 AND ?4 ORDER BY sequence DESC LIMIT ?5) ORDER BY sequence",
      {query.instance, query.event, query.since_wall, query.until_wall,
       query.limit == 0 ? -1 : static_cast<std::int64_t>(query.limit)},
      [&](const statement& row) {
        each(row_to_record(row));
        return true;
      });
}

abi::expected<audit_verdict> verify_audit(tables& in, const std::optional<audit_head>& noted) {
  verifier chain(noted);
  const auto done =
      in.read("SELECT sequence, wall, instance, event, facts, hash FROM audit ORDER BY sequence", {},
              [&](const statement& row) {
                chain.record(row_to_record(row));
                return true;
              });
  if (!done) return done.error();
  const auto kept = head_in(in, "SELECT sequence, hash FROM audit_head");
  if (!kept) return kept.error();
  return chain.end(*kept);
}

void sqlite_audit::append(audit_entry entry, committed done) {
  thread_.enqueue([entry = std::move(entry)](tables& in) { return append_audit(in, entry); },
                  std::move(done));
}

}  // namespace watchpost::engine
