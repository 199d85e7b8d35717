// support/imported.hpp — a definition of another store, made into the files of an app folder.
#pragma once

#include "domain/import/app_files.hpp"
#include "domain/import/store.hpp"
#include "domain/lint/lint.hpp"
#include "domain/manifest.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace furtka::imports {

/// A definition made into files.
struct Imported {
    Outcome outcome;
    Files files;

    std::string override_text() const { return text("compose.override.yaml"); }
    std::string text(const std::string& name) const
    {
        const auto found = files.find(name);
        return found == files.end() ? "" : found->second;
    }
    Manifest manifest() const
    {
        auto read = parse_manifest(text("manifest.json"), ManifestRule::install);
        EXPECT_TRUE(read) << (read ? "" : read.error().message);
        return read ? *read : Manifest{};
    }
    const Setting* setting(const std::string& name) const
    {
        static Manifest last;
        last = manifest();
        const auto found = std::ranges::find(last.settings, name, &Setting::name);
        return found == last.settings.end() ? nullptr : &*found;
    }
    /// What the lint calls an error, as one text.
    std::string errors() const
    {
        std::string text;
        for (const auto& finding : lint::lint_app({.folder = outcome.app, .files = files}).findings) {
            if (finding.level == lint::Level::error) text += finding.message + "\n";
        }
        return text;
    }
};

inline Imported finish(Outcome outcome)
{
    std::vector<Outcome> all;
    all.push_back(std::move(outcome));
    settle(all);
    Imported made{.outcome = std::move(all.front())};
    if (made.outcome.draft)
        made.files = app_files(*made.outcome.draft, made.outcome.port,
            {.store = "test", .repository = "https://example.org/store", .commit = "c0ffee", .licence = "MIT"});
    return made;
}

inline Imported import_of(Format format, const std::string& compose, Files more = {})
{
    more["docker-compose.yml"] = compose;
    return finish(take_definition(
        format, {.id = "Notes", .path = "Apps/Notes", .file = "docker-compose.yml", .files = std::move(more)}));
}

inline std::string joined(const std::vector<std::string>& list)
{
    std::string text;
    for (const auto& item : list) text += item + "\n";
    return text;
}

} // namespace furtka::imports
