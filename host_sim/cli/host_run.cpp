#include "cli/host_run.h"

namespace watchpost::cli {

host_run::host_run() : signals_([this] { stop(); }, [this] { reload(); }) {}

void host_run::stop() {
  interrupted_ = true;
  if (auto* host = running_.load()) host->request_stop();
}

void host_run::reload() {
  if (auto* host = running_.load()) host->post(reload_);
}

void host_run::until_stopped(engine::engine& host) {
  running_ = &host;
  if (!interrupted_) host.run();
  running_ = nullptr;
}

}  // namespace watchpost::cli
