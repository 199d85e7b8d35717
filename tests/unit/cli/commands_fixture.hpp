// What the tests of commands share: a fake daemon, a fake console, a command line.
#pragma once

#include "fake_daemon.hpp"

#include <gtest/gtest.h>

#include <sstream>

namespace furtka::cli {

class Commands : public testing::Test {
protected:
    /// Words are split at spaces. Returns the exit code.
    int furtka(const std::string& line)
    {
        std::istringstream stream(line);
        std::vector<std::string> words;
        for (std::string word; stream >> word;) words.push_back(word);
        return run_program(words, console, {.socket = daemon.socket(), .ssh_connection = ssh, .folder = folder.path()});
    }

    /// The job of a 202, and then as `GET /api/jobs/7` tells it, once for each text.
    void accepts(const std::string& call, const std::vector<std::string>& jobs)
    {
        daemon.says(call, R"({"job": {"id": 7, "state": "queued"}})", 202);
        for (const auto& job : jobs) daemon.says("GET /api/jobs/7", job);
    }
    static std::string done(const std::string& result) { return R"({"id": 7, "state": "done", "result": )" + result + "}"; }

    FakeDaemon daemon;
    FakeConsole console;
    TempFolder folder;
    std::string ssh;
};

} // namespace furtka::cli
