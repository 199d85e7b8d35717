#include "daemon/daemon.hpp"

#include "api/problem.hpp"
#include "async/timeout.hpp"
#include "base/log.hpp"
#include "base/version.hpp"
#include "daemon/adapters.hpp"
#include "daemon/memory.hpp"
#include "daemon/service_manager.hpp"
#include "daemon/use_cases.hpp"
#include "http/server.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <csignal>
#include <optional>

namespace furtka::daemon {
namespace asio = boost::asio;
using namespace std::chrono_literals;

namespace {

// 20 s in all: jobs may end by themselves, then they are asked to, then connections are cut.
constexpr auto jobs_may_end = 8s;
constexpr auto jobs_must_end = 8s;
constexpr auto all_must_end = 19s;
constexpr int most_mending = 5;

TlsSettings tls_settings_of(const Settings& settings)
{
    const auto speaks = [&](const std::string& address) { return speaks_tls(settings, address); };
    TlsSettings tls{.source = TlsSource::none,
        .certificate = settings.tls_cert,
        .key = settings.tls_key,
        .further_names = settings.allowed_hosts};
    if (std::ranges::any_of(settings.listen, speaks))
        tls.source = settings.tls_cert.empty() ? TlsSource::own : TlsSource::files;
    return tls;
}

void log_access(const http::AccessRecord& record)
{
    const auto level = record.method == "GET" || record.method == "HEAD" ? log::Level::debug : log::Level::info;
    log::write(level, "request",
        {{"method", record.method}, {"path", record.path}, {"status", record.status}, {"bytes", record.bytes},
            {"took_us", record.took.count()},
            {"from",
                record.peer.unix_socket ? fmt::format("socket uid {}", record.peer.uid.value_or(0)) : record.peer.address}});
}

} // namespace

struct Daemon::Parts {
    Parts(Settings settings_read, std::function<Result<Settings>()> reread_settings)
        : settings(std::move(settings_read)), reread(std::move(reread_settings))
    {
    }

    Result<void> assemble();
    Result<void> listen();
    Result<void> have_certificate();
    void start();
    Task<void> load_jobs();
    Task<void> load_and_follow() const;
    Task<void> load_choices() const;
    Task<void> know_updates() const;
    Task<void> mend();
    Task<void> tell_the_owner() const;
    Task<void> keep_catalogs() const;
    Task<void> look_at_certificate() const;
    Task<void> reconcile() const;
    Task<void> stop();
    void wait_for_stop();
    void wait_for_hangup();
    Task<void> give_signs_of_life(std::chrono::microseconds interval);
    void in_background(Task<void> task);

    Settings settings;
    std::function<Result<Settings>()> reread;

    asio::io_context io{1};
    std::unique_ptr<Adapters> adapters;
    std::unique_ptr<UseCases> use;
    std::unique_ptr<http::Server> server;
    asio::signal_set stop_signals{io, SIGTERM, SIGINT};
    asio::signal_set hangup{io, SIGHUP};
    std::vector<std::unique_ptr<asio::cancellation_signal>> background;
    std::size_t background_running = 0;
    bool stopping = false;
    bool recovered = false;
    bool mending = false;
    bool mend_again = false;
};

// ---- putting together

Result<void> Daemon::Parts::assemble()
{
    TRY(adapters, Adapters::open(io.get_executor(), settings));
    const auto listening = listens(settings.listen);
    CHECK(may_listen(listening, adapters->outside().owner_mark.was_set(), transport_of(settings)));
    use = std::make_unique<UseCases>(io.get_executor(), adapters->outside(), policies_of(settings),
        LoginSettings{.rule = settings.login, .listening = listening}, tls_settings_of(settings),
        api::Options{.open_host = settings.app_host,
            .allowed_hosts = settings.allowed_hosts,
            .any_address = listening == Listening::beyond,
            .disk_folder = settings.apps_dir.string()},
        settings.catalog_interval);
    http::ServerOptions options;
    options.error_response = api::server_problem;
    options.access_log = [this](const http::AccessRecord& record) {
        use->requests.add(record.status);
        log_access(record);
    };
    auto handler = [this](http::Request request) { return use->api.answer(std::move(request)); };
    server = std::make_unique<http::Server>(io.get_executor(), std::move(handler), std::move(options));
    use->certificates.serve_by([this](const CertifiedKey& pair) -> Result<void> {
        TRY(auto context, http::TlsContext::serving(pair.chain, pair.key));
        server->use_tls(std::move(context));
        return {};
    });
    return {};
}

Result<void> Daemon::Parts::listen()
{
    CHECK(have_certificate());
    for (const auto& address : settings.listen) {
        const auto speaks = speaks_tls(settings, address) ? http::Server::Speaks::tls : http::Server::Speaks::plain;
        TRY([[maybe_unused]] const auto port, server->listen_tcp(address, speaks));
    }
    std::error_code ignored; // the socket's own error says more
    std::filesystem::create_directories(settings.socket.parent_path(), ignored);
    return server->listen_unix(settings.socket, "furtka");
}

/// Before anyone is let in: the loop runs for this alone.
Result<void> Daemon::Parts::have_certificate()
{
    std::optional<Result<void>> looked;
    std::exception_ptr problem;
    asio::co_spawn(io, use->certificates.look(), [&](std::exception_ptr thrown, Result<void> result) {
        problem = std::move(thrown);
        looked = std::move(result);
    });
    while (!looked && io.run_one() > 0) { }
    io.restart();
    if (problem) std::rethrow_exception(problem);
    return looked ? *looked : Result<void>();
}

// ---- life

void Daemon::Parts::in_background(Task<void> task)
{
    auto& cancel = *background.emplace_back(std::make_unique<asio::cancellation_signal>());
    ++background_running;
    auto on_end = [this](const std::exception_ptr& problem) {
        --background_running;
        if (!problem || stopping) return;
        try {
            std::rethrow_exception(problem);
        } catch (const std::exception& error) {
            log::error("background work ended", {{"reason", error.what()}});
        }
    };
    asio::co_spawn(io, std::move(task), asio::bind_cancellation_slot(cancel.slot(), std::move(on_end)));
}

void Daemon::Parts::start()
{
    use->picture.on_engine_back([this] {
        mend_again = true;
        if (!mending) in_background(mend());
    });
    in_background(load_jobs());
    in_background(load_and_follow());
    in_background(use->load_access());
    in_background(load_choices());
    in_background(know_updates());
    in_background(tell_the_owner());
    in_background(use->auto_updates.run());
    in_background(use->access.run());
    in_background(use->audit.run());
    in_background(keep_catalogs());
    in_background(use->exports.keep());
    in_background(use->certificates.run());
    in_background(use->certificates.follow_names());
    if (const auto interval = watchdog_interval()) in_background(give_signs_of_life(*interval));
    wait_for_stop();
    wait_for_hangup();
    notify_service_manager("READY=1\nSTATUS=Reading the app folders");
    log::info("ready",
        {{"version", version()}, {"listen", fmt::format("{}", fmt::join(settings.listen, " "))},
            {"socket", settings.socket.string()}, {"apps_dir", settings.apps_dir.string()},
            {"engine", settings.docker_host}});
}

Task<void> Daemon::Parts::load_jobs()
{
    co_await use->jobs.load(io.get_executor());
    use->jobs_loaded.open();
}

Task<void> Daemon::Parts::load_and_follow() const
{
    co_await use->catalogs.load();
    co_await use->picture.load();
    use->picture_loaded.open();
    notify_service_manager(fmt::format("STATUS={} apps", use->picture.apps().size()));
    co_await use->jobs_loaded.wait();
    trim_memory();
    co_await use->picture.run();
}

Task<void> Daemon::Parts::load_choices() const
{
    co_await use->picture_loaded.wait();
    co_await use->load_choices();
}

Task<void> Daemon::Parts::know_updates() const
{
    co_await use->choices_loaded.wait();
    co_await use->jobs_loaded.wait();
    co_await use->know_updates();
}

Task<void> Daemon::Parts::tell_the_owner() const
{
    co_await use->choices_loaded.wait();
    co_await use->jobs_loaded.wait();
    co_await use->notifier.run();
}

Task<void> Daemon::Parts::keep_catalogs() const
{
    co_await use->picture_loaded.wait();
    co_await use->jobs_loaded.wait();
    co_await use->catalogs.run();
}

Task<void> Daemon::Parts::look_at_certificate() const
{
    [[maybe_unused]] const auto looked = co_await use->certificates.look(); // told in the log
}

/// After the engine came back: interrupted jobs first, then every app to what its owner wants.
Task<void> Daemon::Parts::mend()
{
    mending = true;
    for (int attempt = 1; mend_again; ++attempt) {
        mend_again = false;
        if (!recovered) recovered = co_await use->recovery.run();
        co_await reconcile();
        trim_memory();
        const bool worth_more = !recovered && use->picture.engine().reachable && attempt < most_mending;
        if (mend_again || !worth_more) continue; // an engine that is away calls this again when it is back
        const auto slept = co_await sleep_for(5s);
        mend_again = slept.has_value();
    }
    mending = false;
    use->auto_updates.wake(); // a window may be open, and the next check hours away
}

Task<void> Daemon::Parts::reconcile() const
{
    const auto outcome = co_await use->reconciler.run();
    if (!outcome) {
        log::warning("reconcile failed", {{"key", outcome.error().key}, {"reason", outcome.error().message}});
        co_return;
    }
    for (const auto& failure : outcome->failures) {
        log::warning("reconcile of app failed",
            {{"app", failure.app}, {"key", failure.error.key}, {"reason", failure.error.message}});
    }
    log::info("reconcile finished", {{"lines", outcome->plan.size()}, {"failures", outcome->failures.size()}});
}

Task<void> Daemon::Parts::give_signs_of_life(std::chrono::microseconds interval)
{
    for (;;) {
        const auto slept = co_await sleep_for(std::chrono::duration_cast<std::chrono::milliseconds>(interval));
        if (!slept) co_return;
        notify_service_manager("WATCHDOG=1");
    }
}

// ---- signals and the end

void Daemon::Parts::wait_for_hangup()
{
    hangup.async_wait([this](boost::system::error_code problem, int) {
        if (problem) return;
        const auto read = reread();
        if (read) {
            log::set_level(read->log_level);
            log::info("log level read again");
            in_background(look_at_certificate());
        } else {
            log::warning("settings cannot be read again", {{"reason", read.error().message}});
        }
        wait_for_hangup();
    });
}

void Daemon::Parts::wait_for_stop()
{
    stop_signals.async_wait([this](boost::system::error_code problem, int) {
        if (problem) return;
        if (stopping) { // asked twice: at once
            io.stop();
            return;
        }
        stopping = true;
        asio::co_spawn(io, stop(), [this](const std::exception_ptr&) { io.stop(); });
        wait_for_stop();
    });
}

Task<void> Daemon::Parts::stop()
{
    const auto begin = std::chrono::steady_clock::now();
    notify_service_manager("STOPPING=1\nSTATUS=Stopping");
    log::info("stopping", {{"jobs", use->jobs.running()}, {"connections", server->connections()}});
    use->events.close();
    adapters->stop_sending();
    for (const auto& cancel : background) cancel->emit(asio::cancellation_type::terminal);

    bool drained = false;
    asio::co_spawn(io, server->drain(all_must_end), [&drained](const std::exception_ptr&) { drained = true; });
    while (use->jobs.running() > 0 && std::chrono::steady_clock::now() - begin < jobs_may_end) co_await sleep_for(20ms);
    co_await use->jobs.drain(jobs_must_end);
    while ((!drained || background_running > 0) && std::chrono::steady_clock::now() - begin < all_must_end)
        co_await sleep_for(5ms);
    const auto audited = co_await use->audit.flush();
    if (!audited) log::warning("audit log not written", {{"reason", audited.error().message}});
    const auto took = std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - begin);
    log::info("stopped", {{"took_ms", took.count()}});
}

// ---- Daemon

Daemon::Daemon(Settings settings, std::function<Result<Settings>()> reread)
    : parts_(std::make_unique<Parts>(std::move(settings), std::move(reread)))
{
}

Daemon::~Daemon() = default;

Result<void> Daemon::run()
{
    auto& parts = *parts_;
    CHECK(parts.assemble());
    CHECK(parts.listen());
    parts.start();
    parts.io.run();
    return {};
}

} // namespace furtka::daemon
