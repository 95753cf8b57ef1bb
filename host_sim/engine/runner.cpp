#include "engine/runner.h"

#include "engine/error.h"
#include "engine/keep_forever.h"
#include "engine/plugin_call.h"
#include "engine/text.h"

#include <algorithm>
#include <chrono>

namespace watchpost::engine {
namespace {

constexpr auto budget = std::chrono::milliseconds(10);  // of a call into an instance

// The place of a remark: where the key was written, or the monitor's heading.
problem placed(const host::diagnostic& remark, const instance_spec& spec, const std::string& file) {
  problem out;
  out.level = remark.severity == WP_SEVERITY_WARNING ? problem::severity::warning : problem::severity::error;
  out.file = file;
  out.at = spec.at;
  auto table = "monitors." + spec.monitor;
  const auto written = std::find_if(spec.settings.begin(), spec.settings.end(),
                                    [&](const setting& s) { return s.key == remark.key; });
  if (written != spec.settings.end()) {
    out.at = written->at;
    table = written->table;
  }
  out.key = file.empty() ? one_line(remark.key, 128)
                         : table + (remark.key.empty() ? "" : "." + one_line(remark.key, 128));
  out.text = spec.secrets().apply(one_line(remark.text));
  return out;
}

// Else it names something that the host knows more about.
bool is_remark(const host::diagnostic& diagnostic) {
  return diagnostic.severity < WP_SEVERITY_NAMES || diagnostic.severity > WP_SEVERITY_READS_SECRET;
}

bool same(const problem& a, const problem& b) { return a.at == b.at && a.key == b.key && a.text == b.text; }

}  // namespace

runner::runner(const instance_spec& spec, host_parts parts, event_loop& loop, const std::string& program)
    : type_(spec.type.type),
      from_(spec.type.from),
      post_(loop.poster()),
      host_(std::make_unique<instance_host>(spec.name, parts, program, spec.secrets())) {}

runner::~runner() {
  const plugin_call in("destroy()", host_->instance(), from_->path());
  instance_.reset();
}

template <class Call>
auto runner::timed(const char* name, Call call) {
  const auto begin = std::chrono::steady_clock::now();
  auto out = [&] {
    const plugin_call in(name, host_->instance(), from_->path());
    return call();
  }();
  const auto took =
      std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - begin);
  if (took > budget) {
    host_->log(log_level::debug, std::string(name) + " took " + std::to_string(took.count()) +
                                     " ms; the budget of a call is 10 ms");
  }
  return out;
}

std::unique_ptr<runner> runner::make(const instance_spec& spec, host_parts parts, event_loop& loop,
                                     const std::string& program, const std::string& file, problems& found) {
  const auto refuse = [&](const abi::error& why) {
    found.push_back({problem::severity::error,
                     file,
                     spec.at,
                     file.empty() ? spec.type.type->id : "monitors." + spec.monitor,
                     {},
                     "the plugin " + spec.type.from->path() + " refused: " + to_text(why)});
    return nullptr;
  };
  const auto module = spec.type.from->open(program);
  if (!module) return refuse(module.error());
  std::unique_ptr<runner> out(new runner(spec, parts, loop, program));
  auto misbehaved = [host = out->host_.get()](std::string_view text) {
    host->log(log_level::error, "the plugin broke the contract: " + std::string(text));
  };
  auto made = out->timed(
      "create()", [&] { return (*module)->create(out->host_->abi(), spec.type.type->id, misbehaved); });
  if (!made) return refuse(printable(made.error()));
  out->instance_ = std::move(*made);

  std::vector<host::setting> settings;
  for (const auto& s : spec.settings) settings.push_back({s.key, s.value});
  const auto said = out->timed("configure()", [&] { return out->instance_->configure(settings); });
  for (const auto& remark : said.remarks) {
    if (std::find(spec.faulty.begin(), spec.faulty.end(), remark.key) != spec.faulty.end()) continue;
    auto p = placed(remark, spec, file);
    if (!is_remark(remark)) {
      out->note(remark, std::move(p));
      continue;
    }
    if (std::none_of(found.begin(), found.end(), [&](const problem& known) { return same(known, p); }))
      found.push_back(std::move(p));
  }
  if (said.accepted()) return out;
  const bool named = std::any_of(said.remarks.begin(), said.remarks.end(), [](const auto& r) {
    return r.severity != WP_SEVERITY_WARNING && is_remark(r);
  });
  if (!named)
    refuse({.status = said.status,
            .domain = "settings",
            .text = "the settings, without naming one; this is a fault of the plugin"});
  return nullptr;
}

void runner::note(const host::diagnostic& diagnostic, problem where) {
  if (diagnostic.severity == WP_SEVERITY_NAMES) return patterns_.push_back(std::move(where));
  where.text.clear();
  files_.push_back({std::move(where), diagnostic.text, diagnostic.severity == WP_SEVERITY_READS_SECRET});
}

abi::expected<void> runner::activate() {
  if (auto why = timed("activate()", [&] { return instance_->activate(); })) return printable(*why);
  active_ = true;
  return {};
}

// Runs on the plugin's thread: copies, posts, nothing else.
host::completion runner::answer_to(done_function done) {
  return [this, post = post_, done = std::move(done)](host::answer said) {
    auto found = said.status == WP_OK && said.result ? from_abi(*said.result, type_)
                 : said.status == WP_OK
                     ? failed({.status = WP_E_INTERNAL,
                               .domain = "plugin",
                               .text = "the plugin answered without a result"})
                     : failed(said.error ? printable(*said.error) : abi::error{.status = said.status});
    host_->secrets().apply(found);
    post([done, found = std::move(found)]() mutable { done(std::move(found)); });
  };
}

host::interim runner::stage_to(stage_function stage) {
  return [this, stage = std::move(stage)](const abi::result& said) {
    auto found = from_abi(said, type_);
    host_->secrets().apply(found);
    post_([stage, found = std::move(found)] { stage(found); });
  };
}

abi::expected<std::uint64_t> runner::start(const wp_run& run, done_function done, stage_function stage) {
  auto begun = timed("start()", [&] {
    return instance_->start(run, answer_to(std::move(done)), stage_to(std::move(stage)));
  });
  if (!begun) return printable(begun.error());
  return *begun;
}

abi::expected<std::uint64_t> runner::probe(const std::string& action, std::int64_t deadline_mono,
                                           done_function done, stage_function stage) {
  auto begun = timed("probe()", [&] {
    return instance_->probe(action.c_str(), deadline_mono, answer_to(std::move(done)),
                            stage_to(std::move(stage)));
  });
  if (!begun) return printable(begun.error());
  return *begun;
}

abi::expected<std::uint64_t> runner::notify(const event& event, std::function<void(abi::status)> done) {
  auto begun = timed("deliver()", [&] {
    return instance_->notify(event, [this, post = post_, done = std::move(done)](const host::answer& said) {
      abi::status why;
      if (said.status != WP_OK) {
        why = said.error ? printable(*said.error) : abi::error{.status = said.status};
        why->text = host_->secrets().apply(why->text);
      }
      post([done, why = std::move(why)] { done(why); });
    });
  });
  if (!begun) return printable(begun.error());
  return *begun;
}

void runner::cancel(std::uint64_t id) {
  const plugin_call in("cancel()", host_->instance(), from_->path());
  instance_->cancel(id);
}

bool runner::polled() const { return instance_->extension<wp_monitor>(WP_EXT_MONITOR) != nullptr; }

bool runner::notified() const { return instance_->extension<wp_notifier>(WP_EXT_NOTIFIER) != nullptr; }

std::vector<wp_action> runner::actions() const {
  const auto* probe = instance_->extension<wp_probe>(WP_EXT_PROBE);
  if (probe == nullptr) return {};
  return {probe->actions, probe->actions + probe->action_count};
}

void runner::deactivate(std::function<void()> done) {
  if (!active_) return post_(std::move(done));
  const auto begun = timed("deactivate()", [&] {
    // From the posting on, the engine's thread may destroy the runner.
    return instance_->deactivate([this, post = post_, done](const host::answer&) {
      post([this, done] {
        active_ = false;
        done();
      });
    });
  });
  if (begun) return;
  host_->log(log_level::error, "deactivate() refused (" + to_text(printable(begun.error())) +
                                   "); this is a fault of the plugin");
}

void runner::abandon(std::unique_ptr<runner> hopeless) {
  hopeless->host_->cut_off();
  hopeless->from_->keep_open();
  keep_forever(std::move(hopeless));
}

}  // namespace watchpost::engine
