// support/fake_copies.hpp — EngineCopies over the fake engine: what is in a place is a text.
#pragma once

#include "ports/engine_copies.hpp"
#include "support/fake_engine.hpp"

#include <fmt/format.h>

#include <map>
#include <string>

namespace furtka::test {

/// Recorded: `save web:1`, `load`, `drop image web:1`, `read furtka_blog_data`, `write furtka_blog_data`, `helpers blog`,
/// `ensure blog_cache`. A load gives the engine the images of `archive`.
class FakeCopies final : public EngineCopies, public FakeCalls {
public:
    explicit FakeCopies(FakeEngine& engine) : engine_(engine) { }

    std::map<std::string, std::string> places; ///< by volume or path
    std::map<std::string, ImageId> archive; ///< what a load brings, by reference; also what was saved
    std::string loaded; ///< bytes of the last load
    std::string helpers_of; ///< an app with a helper left over

    Task<Result<void>> save_images(std::vector<ImageRef> images, CopySink sink) override
    {
        std::string names;
        for (const auto& image : images) names += (names.empty() ? "" : " ") + image.familiar();
        CO_CHECK(co_await enter("save " + names));
        for (const auto& image : images) {
            if (const auto found = engine_.images.find(image.familiar()); found != engine_.images.end())
                archive.emplace(image.familiar(), found->second.id);
        }
        co_return co_await sink("images of " + names);
    }
    Task<Result<void>> load_images(CopySource source) override
    {
        CO_TRY(loaded, co_await all_of(std::move(source)));
        for (const auto& [ref, id] : archive) engine_.has_image(ref, id);
        co_return co_await enter("load");
    }
    Task<Result<void>> drop_image(ImageRef ref) override
    {
        CO_CHECK(co_await enter("drop image " + ref.familiar()));
        engine_.images.erase(ref.familiar());
        co_return Result<void>{};
    }
    Task<Result<void>> read_place(CopiedPlace place, CopySink sink) override
    {
        CO_CHECK(co_await enter("read " + place.source));
        co_return co_await sink(places[place.source]);
    }
    Task<Result<void>> write_place(CopiedPlace place, CopySource source) override
    {
        helpers_of = place.app.text();
        CO_CHECK(co_await enter("write " + place.source));
        CO_TRY(places[place.source], co_await all_of(std::move(source)));
        helpers_of.clear();
        co_return Result<void>{};
    }
    Task<Result<void>> remove_helpers(AppName app) override
    {
        CO_CHECK(co_await enter("helpers " + app.text()));
        helpers_of.clear();
        co_return Result<void>{};
    }
    Task<Result<void>> make_project_volume(AppName app, std::string key) override
    {
        const auto name = app.text() + "_" + key;
        CO_CHECK(co_await enter("ensure " + name));
        engine_.volumes[name] = {.app = app.text(), .short_name = key};
        co_return Result<void>{};
    }
    Task<Result<void>> make_external_volume(AppName app, std::string name) override
    {
        CO_CHECK(co_await enter("ensure " + name));
        engine_.volumes[name] = {.app = app.text(), .short_name = {}};
        co_return Result<void>{};
    }
    Task<Result<std::map<std::string, std::uint64_t>>> volume_sizes() override
    {
        std::map<std::string, std::uint64_t> sizes;
        for (const auto& [name, text] : places) sizes.emplace(name, text.size());
        co_return sizes;
    }

private:
    static Task<Result<std::string>> all_of(CopySource source)
    {
        std::string all;
        for (;;) {
            CO_TRY(const auto piece, co_await source());
            if (piece.empty()) co_return all;
            all += piece;
        }
    }

    FakeEngine& engine_;
};

} // namespace furtka::test
