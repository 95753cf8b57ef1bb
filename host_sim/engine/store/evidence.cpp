#include "engine/store/evidence.h"

namespace watchpost::engine {

const char* const evidence_schema = R"sql(
CREATE TABLE evidence(
  id INTEGER PRIMARY KEY, instance TEXT NOT NULL, result INTEGER NOT NULL, name TEXT NOT NULL, media TEXT NOT NULL,
  content BLOB NOT NULL);
CREATE INDEX evidence_by_instance ON evidence(instance, result);
CREATE INDEX evidence_by_result ON evidence(result);
CREATE TRIGGER evidence_goes AFTER DELETE ON results BEGIN DELETE FROM evidence WHERE result = old.id; END;
)sql";

namespace {

// Results of one instance from the newest on, with the bytes up to them. The newest one stays whatever its
// size.
constexpr std::string_view forget_old =
    "DELETE FROM evidence WHERE instance = ?1 AND result IN (SELECT result FROM ("
    "  SELECT result, row_number() OVER newest_first AS place, sum(size) OVER newest_first AS total FROM ("
    "    SELECT result, sum(length(content)) AS size FROM evidence WHERE instance = ?1 GROUP BY result)"
    "  WINDOW newest_first AS (ORDER BY result DESC))"
    " WHERE place > 1 AND (place > ?2 OR total > ?3))";

}  // namespace

abi::expected<void> keep_evidence(tables& in, const std::string& instance, std::int64_t result,
                                  const std::vector<document>& documents, const history_bounds& bounds) {
  for (const auto& d : documents) {
    auto added =
        in.run("INSERT INTO evidence(instance, result, name, media, content) VALUES(?1, ?2, ?3, ?4, ?5)",
               {instance, result, d.name, d.media_type, blob{d.content}});
    if (!added) return added;
  }
  return in.run(forget_old, {instance, bounds.evidence_count, bounds.evidence_bytes});
}

abi::expected<std::vector<document>> evidence_of(tables& in, std::int64_t result) {
  std::vector<document> out;
  const auto done = in.read("SELECT name, media, content FROM evidence WHERE result = ?1 ORDER BY id",
                            {result}, [&](const statement& row) {
                              out.push_back({row.text(0), row.text(1), row.text(2)});
                              return true;
                            });
  if (!done) return done.error();
  return out;
}

}  // namespace watchpost::engine
