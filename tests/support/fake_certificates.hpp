// support/fake_certificates.hpp — certificates as plain facts, their files in memory, and a machine that can be renamed.
#pragma once

#include "async/notice.hpp"
#include "ports/certificates.hpp"
#include "support/fake_calls.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <map>
#include <string>
#include <utility>

namespace furtka::test {

/// `certificate 3` has `key 3`. Can fail: `make_authority`, `make_certificate`.
class FakeCertificates : public Certificates, public FakeCalls {
public:
    std::map<std::string, CertificateFacts> made; ///< by its chain
    std::string trusted; ///< the chain that is

    Result<CertifiedKey> make_authority(AuthorityWish wish) override
    {
        note(fmt::format("make_authority {}", wish.name));
        if (auto error = take_fault("make_authority")) return std::unexpected(*std::move(error));
        auto facts = next(wish.life);
        facts.name = wish.name;
        facts.permitted = wish.domains;
        facts.signer_key_id = facts.key_id;
        return keep(facts);
    }
    Result<CertifiedKey> make_certificate(
        const CertifiedKey& authority, const CertificateNames& names, Lifetime life) override
    {
        note(fmt::format("make_certificate {}", fmt::join(names.domains, " ")));
        if (auto error = take_fault("make_certificate")) return std::unexpected(*std::move(error));
        auto facts = next(life);
        facts.name = "server";
        facts.names = names;
        facts.signer_key_id = made.at(authority.chain).key_id;
        return keep(facts);
    }
    Result<CertificateFacts> look(const CertifiedKey& pair) override
    {
        const auto found = made.find(pair.chain);
        if (found != made.end() && pair.key == "key " + found->second.key_id) return found->second;
        return std::unexpected(Error{.kind = ErrorKind::invalid, .key = "tls_pair", .message = "not a pair"});
    }
    bool is_trusted(const std::string& chain) override { return chain == trusted; }

    /// One of somebody else's.
    CertifiedKey has(CertificateNames names, Lifetime life)
    {
        auto facts = next(life);
        facts.names = std::move(names);
        facts.signer_key_id = "elsewhere";
        return keep(facts);
    }

private:
    CertificateFacts next(Lifetime life)
    {
        ++count_;
        CertificateFacts facts;
        facts.fingerprint = fmt::format("F{}", count_);
        facts.key_id = fmt::format("{}", count_);
        facts.from = life.from;
        facts.until = life.until;
        return facts;
    }
    CertifiedKey keep(const CertificateFacts& facts)
    {
        CertifiedKey pair{.chain = "certificate " + facts.key_id, .key = "key " + facts.key_id};
        made[pair.chain] = facts;
        return pair;
    }

    int count_ = 0;
};

/// Can fail: `load`, `keep_authority`, `keep_certificate`, `read`.
class FakeCertificateFiles : public CertificateFiles, public FakeCalls {
public:
    KeptCertificates kept;
    CertifiedKey owners; ///< what `read` finds

    Task<Result<KeptCertificates>> load() override
    {
        CO_CHECK(co_await look("load"));
        co_return kept;
    }
    Task<Result<void>> keep_authority(CertifiedKey pair) override
    {
        CO_CHECK(co_await enter("keep_authority"));
        kept.authority = std::move(pair);
        co_return Result<void>{};
    }
    Task<Result<void>> keep_certificate(CertifiedKey pair) override
    {
        CO_CHECK(co_await enter("keep_certificate"));
        kept.certificate = std::move(pair);
        co_return Result<void>{};
    }
    Task<Result<CertifiedKey>> read(std::filesystem::path, std::filesystem::path) override
    {
        CO_CHECK(co_await look("read"));
        co_return owners;
    }
};

class FakeMachineNames : public MachineNames {
public:
    explicit FakeMachineNames(const boost::asio::any_io_executor& executor) : news_(executor) { }

    ServerNames names{.host = "nas", .addresses = {"192.168.1.5"}};

    void become(ServerNames others)
    {
        names = std::move(others);
        news_.notify();
    }
    ServerNames now() override { return names; }
    Task<void> changed() override { co_await news_.wait(); }

private:
    Notice news_;
};

} // namespace furtka::test
