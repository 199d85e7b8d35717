// support/fake_app_texts.hpp — compose files of installed apps as texts, in memory.
#pragma once

#include "ports/app_texts.hpp"
#include "support/fake_calls.hpp"
#include "support/fake_folders.hpp"

#include <map>
#include <string>
#include <utility>
#include <vector>

namespace furtka::test {

/// What is staged can be read from `sources`; the texts themselves stay what they are. Recorded: `stage blog`, `drop blog`.
class FakeAppTexts : public AppTextFiles, public FakeCalls {
public:
    FakeAppTexts(FakeAppSources& sources, FakeInstalledApps& folders) : sources_(sources), folders_(folders) { }

    std::map<std::string, AppTexts> texts;
    std::map<std::string, std::vector<EditVersion>> kept;
    std::string staged_name, staged_text; ///< of the last `stage`

    void has(const std::string& app, std::string compose)
    {
        texts[app] = {.compose = {.name = "docker-compose.yaml", .text = std::move(compose), .there = true},
            .override_file = {.name = std::string(override_name), .text = "", .there = false}};
    }

    Task<Result<AppTexts>> read(AppName app) override { co_return texts[app.text()]; }
    Task<Result<std::filesystem::path>> stage(
        AppName app, std::vector<std::string>, std::string name, std::string text) override
    {
        CO_CHECK(co_await enter("stage " + app.text()));
        staged_name = std::move(name);
        staged_text = std::move(text);
        auto folder = folders_.at(app.text());
        folder.path = "/state/edits/" + app.text();
        folder.env.reset();
        sources_.has_folder(folder.path, folder);
        co_return folder.path;
    }
    Task<void> drop(std::filesystem::path staged) override
    {
        [[maybe_unused]] const auto dropped = co_await enter("drop " + staged.filename().string());
    }
    Task<std::vector<EditVersion>> versions(AppName app) override { co_return kept[app.text()]; }
    Task<Result<void>> keep_versions(AppName app, std::vector<EditVersion> versions) override
    {
        kept[app.text()] = std::move(versions);
        co_return Result<void>{};
    }

private:
    FakeAppSources& sources_;
    FakeInstalledApps& folders_;
};

} // namespace furtka::test
