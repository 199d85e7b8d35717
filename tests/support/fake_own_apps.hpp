// support/fake_own_apps.hpp — apps of the owner's own in memory, and a web of a few texts.
#pragma once

#include "domain/manifest.hpp"
#include "ports/own_apps.hpp"
#include "support/fake_calls.hpp"
#include "support/fake_folders.hpp"

#include <map>
#include <string>
#include <vector>

namespace furtka::test {

/// What is put in place can be installed from `sources`, and what is staged be read there. Recorded: `put blog`,
/// `remove blog`, `stage blog`, `drop blog`.
class FakeOwnShelf : public OwnShelf, public FakeCalls {
public:
    explicit FakeOwnShelf(FakeAppSources& sources) : sources_(sources) { }

    std::map<std::string, OwnSource> kept;
    std::map<std::string, imports::Files> files;

    std::filesystem::path folder() const override { return "/state/own"; }
    Task<Result<std::vector<std::string>>> names() override
    {
        std::vector<std::string> names;
        for (const auto& [name, source] : kept) names.push_back(name);
        co_return names;
    }
    Task<Result<OwnSource>> source(AppName app) override
    {
        const auto found = kept.find(app.text());
        if (found == kept.end()) co_return unknown(app);
        co_return found->second;
    }
    Task<Result<void>> put(AppName app, imports::Files text, OwnSource source) override
    {
        CO_CHECK(co_await enter("put " + app.text()));
        auto folder = folder_of(app, text, "/state/own/" + app.text());
        folder.installed_from = "own";
        sources_.offers(std::move(folder));
        source.name = app.text();
        kept[app.text()] = std::move(source);
        files[app.text()] = std::move(text);
        co_return Result<void>{};
    }
    Task<Result<void>> remove(AppName app) override
    {
        CO_CHECK(co_await enter("remove " + app.text()));
        if (kept.erase(app.text()) == 0) co_return unknown(app);
        sources_.withdraws(app.text());
        co_return Result<void>{};
    }
    Task<Result<std::filesystem::path>> stage(AppName app, imports::Files text) override
    {
        CO_CHECK(co_await enter("stage " + app.text()));
        const auto path = "/state/own/.look/" + app.text();
        sources_.has_folder(path, folder_of(app, text, path));
        co_return std::filesystem::path(path);
    }
    Task<void> drop(std::filesystem::path staged) override
    {
        [[maybe_unused]] const auto dropped = co_await enter("drop " + staged.filename().string());
    }

private:
    static std::unexpected<Error> unknown(const AppName& app)
    {
        return furtka::fail(
            {.kind = ErrorKind::not_found, .key = "own_app_unknown", .message = app.text() + " is no app of your own"});
    }
    static AppFolder folder_of(const AppName& app, const imports::Files& text, const std::string& path)
    {
        auto folder = sample_app(app.text());
        folder.path = path;
        if (auto manifest = parse_manifest(text.at("manifest.json"), ManifestRule::install))
            folder.manifest = *std::move(manifest);
        if (const auto lines = text.find(".env.example"); lines != text.end()) folder.env_example = lines->second;
        return folder;
    }

    FakeAppSources& sources_;
};

class FakeWebTexts : public WebTexts {
public:
    std::map<std::string, std::string> texts;

    Task<Result<std::string>> fetch(std::string address) override
    {
        const auto found = texts.find(address);
        if (found != texts.end()) co_return found->second;
        co_return furtka::fail(
            {.kind = ErrorKind::not_found, .key = "own_url_missing", .message = address + " was answered with 404"});
    }
};

} // namespace furtka::test
