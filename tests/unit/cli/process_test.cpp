// host_sim as a process: signals, reload, the argument list.
#include "cli_world.h"

#include <csignal>
#include <fcntl.h>
#include <sys/wait.h>

namespace watchpost::test {
namespace {

// A child with its standard output and error in one pipe. Waiting is for output, never for time.
class process {
 public:
  explicit process(std::vector<std::string> args) {
    int ends[2];
    if (pipe(ends) != 0) abort();
    pid_ = fork();
    if (pid_ == 0) {
      dup2(ends[1], 1);
      dup2(ends[1], 2);
      close(ends[0]);
      std::vector<char*> argv;
      args.insert(args.begin(), HOST_SIM);
      for (auto& a : args) argv.push_back(a.data());
      argv.push_back(nullptr);
      execv(HOST_SIM, argv.data());
      _exit(127);
    }
    close(ends[1]);
    from_ = ends[0];
  }
  ~process() {
    if (pid_ > 0) {
      kill(pid_, SIGKILL);
      waitpid(pid_, nullptr, 0);
    }
    close(from_);
  }

  /// Reads until `text` has come; false at the end of the output.
  bool wait_for(std::string_view text) {
    while (said_.find(text) == std::string::npos) {
      char buffer[4096];
      const auto n = read(from_, buffer, sizeof buffer);
      if (n <= 0) return false;
      said_.append(buffer, static_cast<std::size_t>(n));
    }
    said_.erase(0, said_.find(text) + text.size());
    return true;
  }
  void signal(int number) const { kill(pid_, number); }
  int exit_code() {
    int status = 0;
    waitpid(pid_, &status, 0);
    pid_ = 0;
    return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
  }
  std::string arguments() const {
    std::ifstream file("/proc/" + std::to_string(pid_) + "/cmdline");
    return {std::istreambuf_iterator<char>(file), {}};
  }
  const std::string& said() const { return said_; }

 private:
  pid_t pid_ = 0;
  int from_ = -1;
  std::string said_;
};

class process_test : public cli_world {
 protected:
  std::string monitor(std::string_view name, std::string_view more = "") const {
    return "[monitors." + std::string(name) + "]\ntype = \"acting\"\nnet.target = \"localhost\"\n" +
           std::string(more) + "\n";
  }
  std::vector<std::string> run_args(const std::string& config) const {
    return {"run", config, "--plugin-dir", ACTING_PLUGIN_FOLDER, "--log-level", "info"};
  }
};

TEST_F(process_test, stops_at_a_signal_with_everything_kept) {
  for (const int number : {SIGINT, SIGTERM}) {
    process host(run_args(file("w.toml", "state = \"s" + std::to_string(number) + ".db\"\n" + monitor("a") +
                                             monitor("b", "act = \"hold\""))));
    ASSERT_TRUE(host.wait_for(" a OK acted")) << host.said();
    host.signal(number);  // the poll of b goes on for ever
    EXPECT_EQ(host.exit_code(), 0);
    EXPECT_EQ(run({"history", "--state", path("s" + std::to_string(number) + ".db")}), 0);
    EXPECT_TRUE(contains(out, " a OK acted")) << out;
  }
}

TEST_F(process_test, reload_takes_the_new_file_and_refuses_a_bad_one) {
  const auto config = file("w.toml", monitor("a"));
  process host(run_args(config));
  ASSERT_TRUE(host.wait_for(" a OK acted"));
  file("w.toml", monitor("a", "level = 1000"));
  host.signal(SIGHUP);
  ASSERT_TRUE(host.wait_for("monitors.a.level: got '1000'"));
  ASSERT_TRUE(host.wait_for("the former settings stay in force"));
  file("w.toml", monitor("a") + monitor("b", "word = \"new\""));
  host.signal(SIGHUP);
  ASSERT_TRUE(host.wait_for("reload: done, 2 instances"));
  ASSERT_TRUE(host.wait_for(" b OK acted: acted on localhost with new"));
  host.signal(SIGTERM);
  EXPECT_EQ(host.exit_code(), 0);
}

TEST_F(process_test, second_process_on_the_same_database_is_refused) {
  const auto config = file("w.toml", "state = \"s.db\"\n" + monitor("a"));
  process first(run_args(config));
  ASSERT_TRUE(first.wait_for(" a OK acted"));
  process second(run_args(config));
  EXPECT_TRUE(second.wait_for("is in use by another process"));
  EXPECT_EQ(second.exit_code(), 1);
}

TEST_F(process_test, kill_9_leaves_a_good_database) {
  const auto config = file("w.toml", "state = \"s.db\"\n" + monitor("a", "interval = \"100ms\""));
  for (const char* polls : {"2", "4"}) {
    process host({"run", config, "--plugin-dir", ACTING_PLUGIN_FOLDER, "--json"});
    ASSERT_TRUE(host.wait_for("\"polls\":\"" + std::string(polls) + "\"")) << host.said();
    host.signal(SIGKILL);
    EXPECT_EQ(host.exit_code(), -SIGKILL);
  }
}

TEST_F(process_test, a_signal_ends_a_check_with_its_one_line) {
  for (const int number : {SIGINT, SIGTERM, SIGHUP}) {
    process host({"check", "acting", "--plugin-dir", ACTING_PLUGIN_FOLDER, "net.target=localhost", "act=hold",
                  "--log-level", "info", "--state", path("s.db"), "-t", "60"});
    ASSERT_TRUE(host.wait_for("polled with password"));
    host.signal(number);
    EXPECT_TRUE(host.wait_for("ACTING UNKNOWN - ended by a signal before there was a verdict\n"))
        << host.said();
    EXPECT_EQ(host.exit_code(), 3);
  }
}

TEST_F(process_test, password_does_not_stay_in_the_argument_list) {
  process host({"check", "acting", "--plugin-dir", ACTING_PLUGIN_FOLDER, "net.target=localhost", "act=hold",
                "net.password=hunter2", "--log-level", "info", "-t", "20s"});
  ASSERT_TRUE(host.wait_for("polled with password"));
  EXPECT_EQ(host.arguments().find("hunter2"), std::string::npos) << host.arguments();
  EXPECT_NE(host.arguments().find("net.password=*******"), std::string::npos) << host.arguments();
}

/// How a process ends by a fault that nobody caught: AddressSanitizer exits in its place.
#if defined(__SANITIZE_ADDRESS__)
constexpr int code_of_fault = 1;
#else
constexpr int code_of_fault = -SIGSEGV;
#endif

/// What a check says and how it ends when the plugin does `deed`.
std::pair<std::string, int> check_of(const std::string& deed) {
  process host({"check", "crashing", "--plugin-dir", CRASHING_PLUGIN, "deed=" + deed});
  host.wait_for("(the end)");
  const int code = host.exit_code();
  return {host.said(), code};
}

TEST_F(process_test, a_plugin_that_crashes_is_named) {
  const auto [said, code] = check_of("crash");
  EXPECT_TRUE(
      contains(said, "UNKNOWN - the plugin " CRASHING_PLUGIN " crashed (SIGSEGV) in start() of 'crashing"))
      << said;
  EXPECT_TRUE(contains(said, "host_sim: the plugin " CRASHING_PLUGIN)) << said;
  EXPECT_EQ(code, code_of_fault);
  const auto [said_of_abort, code_of_abort] = check_of("abort");
  EXPECT_TRUE(contains(said_of_abort, "crashed (SIGABRT) in start() of 'crashing")) << said_of_abort;
  EXPECT_EQ(code_of_abort, -SIGABRT);
}

TEST_F(process_test, a_plugin_that_crashes_on_its_own_thread_is_named) {
  const auto [said, code] = check_of("thread crash");
  EXPECT_TRUE(contains(said, "UNKNOWN - the plugin " CRASHING_PLUGIN " crashed (SIGSEGV);")) << said;
  EXPECT_EQ(code, code_of_fault);
}

TEST_F(process_test, a_plugin_that_calls_exit_is_no_ok) {
  const auto [said, code] = check_of("exit");
  EXPECT_TRUE(
      contains(said, "UNKNOWN - the plugin " CRASHING_PLUGIN " called exit() in start() of 'crashing"))
      << said;
  EXPECT_EQ(code, 3);
}

TEST_F(process_test, a_running_host_names_the_plugin_that_ends_it) {
  process host({"run", file("w.toml", "[monitors.m]\ntype = \"crashing\"\ndeed = \"exit\"\n"), "--plugin-dir",
                CRASHING_PLUGIN});
  ASSERT_TRUE(host.wait_for("called exit() in start() of 'm'; what was stored is safe")) << host.said();
  EXPECT_EQ(host.exit_code(), 1);
}

}  // namespace
}  // namespace watchpost::test
