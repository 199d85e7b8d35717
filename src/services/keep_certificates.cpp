#include "services/keep_certificates.hpp"

#include "async/timeout.hpp"
#include "base/log.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <utility>

namespace furtka {

using namespace std::chrono_literals;

namespace {

// Files are compared as often as somebody would wait for them; an own certificate has weeks left when another is made.
constexpr auto files_looked_at_every = 30s;
constexpr auto own_looked_at_every = 1h;

constexpr std::size_t longest_host = 30;

std::string date_text(std::chrono::sys_seconds time)
{
    const std::chrono::year_month_day day(std::chrono::floor<std::chrono::days>(time));
    return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(day.year()), static_cast<unsigned>(day.month()),
        static_cast<unsigned>(day.day()));
}

std::string all_of(const CertificateNames& names)
{
    return fmt::format(
        "{}{}{}", fmt::join(names.domains, " "), names.domains.empty() ? "" : " ", fmt::join(names.addresses, " "));
}

std::vector<std::string> missing_in(const CertificateNames& wanted, const CertificateNames& names)
{
    std::vector<std::string> missing;
    std::ranges::set_difference(wanted.domains, names.domains, std::back_inserter(missing));
    return missing;
}

} // namespace

std::chrono::sys_seconds KeepCertificates::now() { return std::chrono::floor<std::chrono::seconds>(ports_.host.now()); }

Task<Result<void>> KeepCertificates::look()
{
    if (settings_.source == TlsSource::none) co_return Result<void>{};
    CO_TRY(const auto turn, co_await turn_.enter());
    auto looked = settings_.source == TlsSource::own ? co_await look_at_own() : co_await look_at_files();
    if (looked) {
        view_.problem = std::nullopt;
        co_return looked;
    }
    if (view_.problem != looked.error())
        log::warning("certificate not renewed", {{"key", looked.error().key}, {"reason", looked.error().message}});
    view_.problem = looked.error();
    co_return looked;
}

Task<void> KeepCertificates::run()
{
    if (settings_.source == TlsSource::none) co_return;
    const std::chrono::milliseconds pause =
        settings_.source == TlsSource::files ? std::chrono::milliseconds(files_looked_at_every) : own_looked_at_every;
    for (;;) {
        const auto slept = co_await sleep_for(pause);
        if (!slept) co_return;
        [[maybe_unused]] const auto looked = co_await look(); // told in the log
    }
}

Task<void> KeepCertificates::follow_names()
{
    if (settings_.source != TlsSource::own) co_return;
    for (;;) {
        co_await ports_.names.changed();
        [[maybe_unused]] const auto looked = co_await look();
    }
}

Task<Result<void>> KeepCertificates::look_at_own()
{
    if (!loaded_) {
        CO_TRY(kept_, co_await ports_.files.load());
        loaded_ = true;
    }
    const auto facts_of = [this](const std::optional<CertifiedKey>& pair) -> std::optional<CertificateFacts> {
        if (!pair) return std::nullopt;
        auto facts = ports_.certificates.look(*pair);
        if (!facts) return std::nullopt;
        return *std::move(facts);
    };
    const auto wanted = wanted_names(ports_.names.now(), settings_.further_names);
    const auto plan = plan_certificates(facts_of(kept_.authority), facts_of(kept_.certificate), wanted, now());
    if (plan.authority || plan.certificate) {
        CO_CHECK(co_await make(plan, wanted));
    }
    CO_TRY(view_.authority, ports_.certificates.look(*kept_.authority));
    CO_TRY(view_.certificate, ports_.certificates.look(*kept_.certificate));
    view_.authority_pem = kept_.authority->chain;
    auto left_out = missing_in(wanted, view_.certificate->names);
    if (!left_out.empty() && left_out != view_.left_out) {
        log::warning("the certificate is not for every name of this server",
            {{"without", fmt::format("{}", fmt::join(left_out, " "))}, {"reason", "its authority may not vouch for them"}});
    }
    view_.left_out = std::move(left_out);
    co_return serve(*kept_.certificate);
}

Task<Result<void>> KeepCertificates::make(const CertificatePlan& plan, const CertificateNames& wanted)
{
    auto authority = kept_.authority;
    if (plan.authority) {
        const auto host = ports_.names.now().host.substr(0, longest_host);
        CO_TRY(authority,
            ports_.certificates.make_authority({.name = fmt::format("Furtka on {}, {}", host, date_text(now())),
                .domains = permitted_domains(wanted),
                .networks = permitted_networks(),
                .life = authority_lifetime(now())}));
        CO_CHECK(co_await ports_.files.keep_authority(*authority));
        kept_.authority = authority;
        CO_TRY(const auto facts, ports_.certificates.look(*authority));
        log::warning("certificate authority made: devices must be told of it",
            {{"reason", plan.reason}, {"fingerprint", facts.fingerprint}, {"until", date_text(facts.until)}});
    }
    CO_TRY(const auto facts, ports_.certificates.look(*authority));
    const auto names = within(wanted, facts.permitted);
    const auto life = certificate_lifetime(now(), facts);
    CO_TRY(auto certificate, ports_.certificates.make_certificate(*authority, names, life));
    CO_CHECK(co_await ports_.files.keep_certificate(certificate));
    kept_.certificate = std::move(certificate);
    log::info("certificate made", {{"reason", plan.reason}, {"names", all_of(names)}, {"until", date_text(life.until)}});
    co_return Result<void>{};
}

Task<Result<void>> KeepCertificates::look_at_files()
{
    CO_TRY(const auto pair, co_await ports_.files.read(settings_.certificate, settings_.key));
    if (pair == served_) co_return Result<void>{};
    CO_TRY(auto facts, ports_.certificates.look(pair));
    CO_CHECK(serve(pair));
    view_.trusted = ports_.certificates.is_trusted(pair.chain);
    log::info("certificate read",
        {{"file", settings_.certificate.string()}, {"names", all_of(facts.names)}, {"until", date_text(facts.until)}});
    if (facts.until < now())
        log::warning(
            "the certificate has ended", {{"file", settings_.certificate.string()}, {"at", date_text(facts.until)}});
    view_.certificate = std::move(facts);
    co_return Result<void>{};
}

Result<void> KeepCertificates::serve(const CertifiedKey& pair)
{
    if (pair == served_) return {};
    if (serve_) CHECK(serve_(pair));
    served_ = pair;
    return {};
}

} // namespace furtka
