#include "sandbox.h"

#include "gil.h"
#include "values.h"
#include "virtual_time.h"

#include <pybind11/stl.h>

namespace watchpost::python {
namespace {

using namespace py::literals;
using std::chrono::milliseconds;

class virtual_source final : public sandbox::time_source {
 public:
  explicit virtual_source(std::shared_ptr<virtual_time> time) : time_(std::move(time)) {}
  sandbox::time_point now() const override {
    return sandbox::time_point(milliseconds(time_->clock.wall_ms()));
  }

 private:
  std::shared_ptr<virtual_time> time_;
};

std::int64_t since_epoch(sandbox::time_point when) {
  return std::chrono::duration_cast<milliseconds>(when.time_since_epoch()).count();
}

template <class Enum>
Enum named(const char* what, const std::string& name,
           std::initializer_list<std::pair<const char*, Enum>> all) {
  std::string known;
  for (const auto& [word, value] : all) {
    if (name == word) return value;
    known += (known.empty() ? "" : ", ") + std::string(word);
  }
  throw py::value_error(std::string(what) + " = '" + name + "': choose one of " + known);
}

sandbox::protocol protocol_from(const std::string& name) {
  using enum sandbox::protocol;
  return named<sandbox::protocol>("protocol", name, {{"smtp", smtp}, {"imap", imap}, {"pop3", pop3}});
}

/// Takes known words out of a dict; what is left over is not known.
class words {
 public:
  explicit words(const py::dict& given) : left_(given.attr("copy")()) {}

  template <class T>
  words& to(const char* key, T& out) {
    if (left_.contains(key)) out = left_.attr("pop")(key).template cast<T>();
    return *this;
  }
  words& to(const char* key, milliseconds& out) {
    auto ms = out.count();
    to(key, ms);
    out = milliseconds(ms);
    return *this;
  }
  std::string word(const char* key) {
    std::string out;
    to(key, out);
    return out;
  }
  void end() const {
    if (!left_.empty())
      throw py::type_error("not an option: " +
                           std::string(py::str(left_.attr("popitem")().cast<py::tuple>()[0])));
  }

 private:
  py::dict left_;
};

constexpr std::pair<const char*, std::uint16_t sandbox::port_set::*> port_names[] = {
    {"submission", &sandbox::port_set::submission},
    {"submission_tls", &sandbox::port_set::submission_tls},
    {"imap", &sandbox::port_set::imap},
    {"imap_tls", &sandbox::port_set::imap_tls},
    {"pop3", &sandbox::port_set::pop3},
    {"pop3_tls", &sandbox::port_set::pop3_tls}};

sandbox::options options_from(const py::dict& given) {
  sandbox::options out;
  words all(given);
  for (const auto& [name, member] : port_names) all.to(name, out.ports.*member);
  using enum sandbox::submission_policy;
  if (const auto policy = all.word("submission_policy"); !policy.empty())
    out.submission = named<sandbox::submission_policy>(
        "submission_policy", policy,
        {{"sign_in", sign_in}, {"pop_before_smtp", pop_before_smtp}, {"open", open}});
  all.to("clear_sign_in", out.clear_sign_in)
      .to("mechanisms", out.mechanisms)
      .to("without", out.without)
      .to("certificate_days", out.certificate_days)
      .to("login_delay", out.login_delay)
      .to("max_message", out.limits.message)
      .to("max_messages", out.limits.messages_per_mailbox)
      .end();
  return out;
}

sandbox::rule rule_from(const py::dict& given) {
  using enum sandbox::rule::effect;
  sandbox::rule out;
  words all(given);
  out.what = named<sandbox::rule::effect>("effect", all.word("effect"),
                                          {{"drop", drop},
                                           {"junk", junk},
                                           {"file", file},
                                           {"delay", sandbox::rule::effect::delay},
                                           {"bounce", bounce},
                                           {"refuse_recipient", refuse_recipient},
                                           {"refuse_message", refuse_message}});
  all.to("recipient", out.recipient)
      .to("sender", out.sender)
      .to("header", out.header)
      .to("contains", out.contains)
      .to("times", out.times)
      .to("delay", out.delay)
      .to("folder", out.folder)
      .to("code", out.code)
      .to("text", out.text)
      .end();
  return out;
}

py::dict to_dict(const sandbox::message& m) {
  return py::dict("uid"_a = m.uid, "flags"_a = m.flags, "folder"_a = text(m.folder),
                  "received_ms"_a = since_epoch(m.received), "bytes"_a = py::bytes(m.bytes));
}

py::dict to_dict(const sandbox::port_set& ports) {
  py::dict out;
  for (const auto& [name, member] : port_names) out[name] = ports.*member;
  return out;
}

py::dict to_dict(const sandbox::protocol_counters& of) {
  return py::dict("sessions"_a = of.sessions, "open_sessions"_a = of.open_sessions,
                  "sign_ins"_a = of.sign_ins, "failed_sign_ins"_a = of.failed_sign_ins,
                  "commands"_a = of.commands, "received"_a = of.received, "sent"_a = of.sent);
}

py::dict to_dict(const sandbox::counters& all) {
  return py::dict("smtp"_a = to_dict(all.smtp), "imap"_a = to_dict(all.imap), "pop3"_a = to_dict(all.pop3),
                  "tls_handshakes"_a = all.tls_handshakes, "tls_resumed"_a = all.tls_resumed,
                  "accepted"_a = all.accepted, "delivered"_a = all.delivered, "junked"_a = all.junked,
                  "dropped"_a = all.dropped, "bounced"_a = all.bounced, "refused"_a = all.refused,
                  "waiting"_a = all.waiting);
}

/// A server and its place on the clock.
class sandbox_server {
 public:
  using users = std::vector<std::tuple<std::string, std::string, std::string>>;

  sandbox_server(const users& all, const std::shared_ptr<virtual_time>& time, const py::dict& given) {
    auto how = options_from(given);
    for (const auto& [address, password, login] : all) how.users.push_back({address, password, login});
    if (time) how.time = std::make_shared<virtual_source>(time);
    const without_gil free;
    std::string why;
    server_ = sandbox::server::start(std::move(how), why);
    if (!server_) throw std::runtime_error("the sandbox cannot start: " + why);
    if (!time) return;
    time->add(server_);
    watch_ = time->clock.watch([to = std::weak_ptr(server_)] {
      if (const auto there = to.lock()) there->clock_advanced();
    });
  }

  sandbox::server& operator*() const { return *server_; }

  void stop() {
    watch_.reset();
    server_->stop();
  }

 private:
  std::shared_ptr<sandbox::server> server_;
  engine::jump_watch watch_;
};

/// The server's function as a method of sandbox_server.
template <class Result, class... Args>
auto method(Result (sandbox::server::*function)(Args...)) {
  return [function](const sandbox_server& s, Args... args) -> Result {
    return ((*s).*function)(std::forward<Args>(args)...);
  };
}
template <class Result, class... Args>
auto method(Result (sandbox::server::*function)(Args...) const) {
  return [function](const sandbox_server& s, Args... args) -> Result {
    return ((*s).*function)(std::forward<Args>(args)...);
  };
}

}  // namespace

void add_sandbox(py::module_& to) {
  using self = sandbox_server;
  using sandbox::server;
  using text_in = const std::string&;
  // Mail is of any bytes; pybind11 takes bytes and texts alike as std::string.
  py::class_<self, std::shared_ptr<self>>(to, "SandboxServer")
      .def(py::init<const self::users&, const std::shared_ptr<virtual_time>&, const py::dict&>(),
           py::arg("users"), py::arg("clock"), py::arg("options"))
      .def("stop", &self::stop, while_free())
      .def("ports", [](const self& s) { return to_dict((*s).ports()); })
      .def("ca_pem", method(&server::ca_pem), while_free())
      .def("write_ca", method(&server::write_ca), while_free())
      .def(
          "add_user",
          [](const self& s, text_in address, text_in password, text_in login) {
            return (*s).add_user({address, password, login});
          },
          while_free())
      .def("add_folder", method(&server::add_folder), while_free())
      .def(
          "messages",
          [](const self& s, text_in user, text_in folder) {
            std::vector<sandbox::message> found;
            {
              const without_gil free;
              found = (*s).messages(user, folder);
            }
            py::list out;
            for (const auto& each : found) out.append(to_dict(each));
            return out;
          },
          py::arg("address"), py::arg("folder") = "INBOX")
      .def("folders", method(&server::folders), while_free())
      .def("inject", method(&server::inject), while_free())
      .def("remove", method(&server::remove), while_free())
      .def("set_flags", method(&server::set_flags), while_free())
      .def("reset_folder", method(&server::reset_folder), while_free())
      .def(
          "wait_for_messages",
          [](const self& s, text_in user, std::size_t count, std::int64_t limit, text_in folder) {
            return (*s).wait_for_messages(user, count, milliseconds(limit), folder);
          },
          while_free())
      .def("add_rule",
           [](const self& s, const py::dict& rule) {
             auto made = rule_from(rule);
             const without_gil free;
             return (*s).add_rule(std::move(made));
           })
      .def("remove_rule", method(&server::remove_rule), while_free())
      .def("clear_rules", method(&server::clear_rules), while_free())
      .def(
          "set_delivery_delay",
          [](const self& s, std::int64_t delay, const std::optional<std::string>& recipient) {
            if (recipient) return (*s).set_delivery_delay(*recipient, milliseconds(delay));
            (*s).set_delivery_delay(milliseconds(delay));
          },
          py::arg("delay"), py::arg("recipient") = py::none(), while_free())
      .def("set_unavailable",
           [](const self& s, text_in protocol, bool unavailable) {
             (*s).set_unavailable(protocol_from(protocol), unavailable);
           })
      .def("close_sessions", method(&server::close_sessions), while_free())
      .def("settle", method(&server::settle), while_free())
      .def("count", [](const self& s) { return to_dict((*s).count()); });
}

}  // namespace watchpost::python
