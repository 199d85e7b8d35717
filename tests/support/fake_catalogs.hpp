// support/fake_catalogs.hpp — catalogs of elsewhere and those in place, as the test says.
#pragma once

#include "ports/catalog_fetch.hpp"
#include "ports/catalogs.hpp"
#include "support/fake_calls.hpp"

#include <map>
#include <string>
#include <vector>

namespace furtka::test {

/// Can fail: `read`, `write`.
class FakeCatalogList : public CatalogList, public FakeCalls {
public:
    std::vector<CatalogSource> sources;
    std::map<std::string, CatalogStatus> statuses;

    Task<Result<std::vector<CatalogSource>>> read() override
    {
        CO_CHECK(co_await look("read"));
        co_return sources;
    }
    Task<Result<void>> write(std::vector<CatalogSource> wanted) override
    {
        CO_CHECK(co_await look("write"));
        sources = std::move(wanted);
        co_return Result<void>{};
    }
    Task<std::map<std::string, CatalogStatus>> read_statuses() override { co_return statuses; }
    Task<Result<void>> write_statuses(std::map<std::string, CatalogStatus> wanted) override
    {
        statuses = std::move(wanted);
        co_return Result<void>{};
    }
};

/// Recorded: `unpack home`, `copy home /srv/apps`, `put home r1`, `give up home`, `remove home`. Each can fail by its first
/// word and `examine`.
class FakeCatalogTrees : public CatalogTrees, public FakeCalls {
public:
    std::map<std::string, CatalogState> in_place;
    CatalogContent content{.digest = "sha256:content", .serial = std::nullopt, .apps = 3}; ///< of whatever is looked through

    Task<std::optional<CatalogState>> state(std::string catalog) override
    {
        const auto found = in_place.find(catalog);
        co_return found == in_place.end() ? std::nullopt : std::optional(found->second);
    }
    Task<Result<std::filesystem::path>> begin(std::string catalog) override
    {
        CO_CHECK(co_await look("begin"));
        co_return std::filesystem::path("/side/" + catalog);
    }
    Task<void> give_up(std::filesystem::path side) override
    {
        note("give up " + side.filename().string());
        co_return;
    }
    Task<Result<void>> unpack(std::filesystem::path side, std::filesystem::path) override
    {
        return enter("unpack " + side.filename().string());
    }
    Task<Result<void>> copy(std::filesystem::path side, std::filesystem::path folder) override
    {
        return enter("copy " + side.filename().string() + " " + folder.string());
    }
    Task<Result<CatalogContent>> examine(std::filesystem::path, Digest) override
    {
        CO_CHECK(co_await look("examine"));
        co_return content;
    }
    Task<Result<void>> put_in_place(std::string catalog, std::filesystem::path, CatalogState state) override
    {
        CO_CHECK(co_await enter("put " + catalog + " " + state.revision));
        in_place[catalog] = std::move(state);
        co_return Result<void>{};
    }
    Task<Result<void>> remove(std::string catalog) override
    {
        in_place.erase(catalog);
        return enter("remove " + catalog);
    }
};

/// Recorded: `fetch <address>`. What is not in `texts` is missing.
class FakeDownloads : public Downloads, public FakeCalls {
public:
    std::map<std::string, std::string> texts; ///< by address

    Task<Result<void>> fetch(std::string address, std::string, std::filesystem::path, DownloadLimits) override
    {
        CO_CHECK(co_await text_of(std::move(address)));
        co_return Result<void>{};
    }
    Task<Result<std::string>> fetch_text(std::string address, std::string, DownloadLimits) override
    {
        return text_of(std::move(address));
    }

private:
    Task<Result<std::string>> text_of(std::string address)
    {
        CO_CHECK(co_await enter("fetch " + address));
        const auto found = texts.find(address);
        if (found != texts.end()) co_return found->second;
        co_return ::furtka::fail(
            {.kind = ErrorKind::not_found, .key = "catalog_missing", .message = address + " is not there"});
    }
};

/// Recorded: `verify <trusted comment>`. Can fail: `verify`.
class FakeFileProofs : public FileProofs, public FakeCalls {
public:
    std::string hash = std::string(64, 'a'); ///< of every file

    Task<Result<std::string>> sha256(std::filesystem::path) override { co_return hash; }
    Task<Result<void>> verify(std::filesystem::path, SigningKey, FileSignature signature) override
    {
        return enter("verify " + signature.trusted_comment);
    }
};

/// Recorded: `archive <address> <ref>`. Can fail: `revision`, `archive`.
class FakeGitRemote : public GitRemote, public FakeCalls {
public:
    std::string commit = "c1";

    Task<Result<std::string>> revision(std::string, std::string, std::string) override
    {
        CO_CHECK(co_await look("revision"));
        co_return commit;
    }
    Task<Result<std::string>> archive(
        std::string address, std::string ref, std::string, std::filesystem::path, std::filesystem::path) override
    {
        CO_CHECK(co_await enter("archive " + address + " " + ref));
        co_return commit;
    }
};

} // namespace furtka::test
