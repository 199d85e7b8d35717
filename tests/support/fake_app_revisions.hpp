// support/fake_app_revisions.hpp — the author's files of apps, as the test says.
#pragma once

#include "ports/app_revisions.hpp"
#include "support/fake_calls.hpp"

namespace furtka::test {

/// Recorded: `stage blog`, `drop`. The folder to the side is `/revisions/<app>`. Can fail: `base`, `of_folder`, `stage
/// blog`.
class FakeAppRevisions : public AppRevisions, public FakeCalls {
public:
    std::optional<AuthorFiles> known_base;
    AuthorFiles mine;
    std::optional<AuthorFiles> mine_later; ///< what its owner makes of them once they were staged
    AuthorFiles theirs;
    StagedTexts staged; ///< texts of the last `stage`

    static AuthorFile file(std::string text)
    {
        AuthorFile made{.hash = "of " + text, .text = std::nullopt};
        made.text = std::move(text);
        return made;
    }

    Task<Result<std::optional<AuthorFiles>>> base(AppName) override
    {
        CO_CHECK(co_await look("base"));
        co_return known_base;
    }
    Task<Result<AuthorFiles>> of_folder(std::filesystem::path) override
    {
        CO_CHECK(co_await look("of_folder"));
        co_return theirs;
    }
    Task<Result<AuthorFiles>> installed(AppName, std::vector<std::string>) override { co_return mine; }
    Task<Result<std::filesystem::path>> stage(AppName app, std::filesystem::path, StagedTexts texts) override
    {
        CO_CHECK(co_await enter("stage " + app.text()));
        staged = std::move(texts);
        if (mine_later) mine = *mine_later;
        co_return std::filesystem::path("/revisions/" + app.text());
    }
    Task<void> drop(std::filesystem::path) override
    {
        note("drop");
        co_return;
    }
};

} // namespace furtka::test
