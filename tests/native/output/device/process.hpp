#pragma once
// Servers and recorders that a test starts and ends.

#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <string>
#include <vector>

namespace nt::test {

/// A program that runs until the object goes; its output goes to files.
class Process {
 public:
  Process(const std::vector<std::string>& words, const std::string& out, const std::string& errors,
          const std::vector<std::string>& environment = {}) {
    std::vector<char*> arguments, variables;
    for (const auto& word : words) arguments.push_back(const_cast<char*>(word.c_str()));
    arguments.push_back(nullptr);
    std::vector<std::string> all = environment;
    for (char** v = ::environ; *v != nullptr; ++v) {
      const std::string name = std::string(*v).substr(0, std::string(*v).find('=') + 1);
      bool is_set = false;
      for (const auto& given : environment) is_set = is_set || given.rfind(name, 0) == 0;
      if (!is_set) all.emplace_back(*v);
    }
    for (const auto& variable : all) variables.push_back(const_cast<char*>(variable.c_str()));
    variables.push_back(nullptr);
    pid_ = ::vfork();
    if (pid_ != 0) return;
    const auto redirect = [](const std::string& path, int to) {
      const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
      ::dup2(file, to);
    };
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);  // a test that is ended takes its servers along
    redirect(out, 1);
    redirect(errors, 2);
    ::execvpe(arguments[0], arguments.data(), variables.data());
    ::_exit(127);
  }
  ~Process() { end(SIGTERM); }
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;

  [[nodiscard]] pid_t pid() const { return pid_; }
  [[nodiscard]] bool runs() {
    if (pid_ > 0 && ::waitpid(pid_, nullptr, WNOHANG) == pid_) pid_ = 0;
    return pid_ > 0;
  }
  void end(int signal) {
    if (pid_ <= 0) return;
    ::kill(pid_, signal);
    for (int i = 0; i < 200 && runs(); ++i) ::usleep(10'000);
    if (runs()) {
      ::kill(pid_, SIGKILL);
      ::waitpid(pid_, nullptr, 0);
    }
    pid_ = 0;
  }

 private:
  pid_t pid_ = 0;
};

inline bool is_installed(const std::string& program) { return ::access(("/usr/bin/" + program).c_str(), X_OK) == 0; }

/// Set while the object lives.
class Variable {
 public:
  Variable(const char* name, const std::string& value) : name_(name) {
    if (const char* before = ::getenv(name)) before_ = before, was_set_ = true;
    ::setenv(name, value.c_str(), 1);
  }
  ~Variable() {
    if (was_set_)
      ::setenv(name_, before_.c_str(), 1);
    else
      ::unsetenv(name_);
  }
  Variable(const Variable&) = delete;
  Variable& operator=(const Variable&) = delete;

 private:
  const char* name_;
  std::string before_;
  bool was_set_ = false;
};

}  // namespace nt::test
