#include "services/install_ports.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>
#include <set>
#include <string_view>
#include <utility>

namespace furtka {
namespace {

using PortKey = std::pair<std::uint16_t, std::string>;

PortKey key_of(const PortClaim& claim) { return {claim.port, claim.protocol}; }

bool has_open(const AppView& app, const PortKey& port)
{
    return std::ranges::any_of(app.containers, [&](const Container& container) {
        return std::ranges::any_of(
            container.ports, [&](const auto& p) { return p.host_port == port.first && p.protocol == port.second; });
    });
}

bool would_open(const AppView& app, const PortKey& port)
{
    if (app.resolved == nullptr) return false;
    const auto claims = port_claims(app.name, app.resolved->model, {}, {});
    return std::ranges::any_of(claims, [&](const PortClaim& claim) { return key_of(claim) == port; });
}

bool is_running(const AppView& app) { return std::ranges::any_of(app.containers, &Container::runs); }

bool has_already(const LivePicture& picture, const std::string& name, const PortKey& port)
{
    const auto* app = picture.find(name);
    return app != nullptr && is_running(*app) && (has_open(*app, port) || would_open(*app, port));
}

/// The installed app that has the port, or will have it; those that run come first.
std::optional<PortTaken> taken_by_app(const LivePicture& picture, const PortKey& port, const std::string& except)
{
    std::optional<PortTaken> found;
    for (const auto& [name, app] : picture.apps()) {
        if (name == except) continue;
        const bool open = has_open(app, port);
        if (!open && !would_open(app, port)) continue;
        const bool waits = !open && !is_running(app) && app.folder && app.folder->intent == Intent::stop;
        if (!found || found->waits) found = PortTaken{.app = name, .waits = waits};
    }
    return found;
}

/// What forwards published ports of containers.
bool is_of_engine(std::string_view process)
{
    return process == "docker-proxy" || process == "dockerd" || process.starts_with("rootless") || process == "slirp4netns";
}

class PortSearch {
public:
    PortSearch(World world, const Policies& policies, const LivePicture& picture)
        : world_(world), engine_is_local_(policies.engine_is_local), picture_(picture)
    {
    }

    Task<std::optional<PortTaken>> holder(PortKey port, std::string app)
    {
        if (has_already(picture_, app, port)) co_return std::nullopt;
        auto by_app = taken_by_app(picture_, port, app);
        if (by_app && !by_app->waits) co_return by_app;
        auto outside = co_await outsider(port, app);
        co_return outside ? outside : by_app;
    }

    Task<std::optional<PortTaken>> holder_now(PortKey port, std::string app)
    {
        if (has_already(picture_, app, port)) co_return std::nullopt;
        for (const auto& [name, view] : picture_.apps()) {
            if (name != app && has_open(view, port)) co_return PortTaken{.app = name};
        }
        auto found = co_await outsider(port, app);
        if (found && found->container.empty() && is_of_engine(found->process)) co_return std::nullopt;
        co_return found;
    }

    /// The first port of those that all of `claim`'s could have, for each of the protocols. 0: none.
    Task<std::uint16_t> free_instead(PortClaim claim, std::set<std::string> protocols, std::set<PortKey> wanted)
    {
        for (const auto port : ports_instead(claim)) {
            const auto good = co_await is_free({.first = port, .count = claim.count}, protocols, wanted);
            if (good) co_return port;
        }
        co_return 0;
    }

private:
    struct Run {
        std::uint16_t first = 0;
        std::uint16_t count = 1;
    };

    Task<bool> is_free(Run run, const std::set<std::string>& protocols, const std::set<PortKey>& wanted)
    {
        for (int i = 0; i < run.count; ++i) {
            const auto port = static_cast<std::uint16_t>(run.first + i);
            if (wanted.contains({port, "tcp"}) || wanted.contains({port, "udp"})) co_return false;
            for (const auto& protocol : protocols) {
                if (taken_by_app(picture_, {port, protocol}, "")) co_return false;
                const auto outside = co_await outsider({port, protocol}, "");
                if (outside) co_return false;
            }
        }
        co_return true;
    }

    Task<std::optional<PortTaken>> outsider(PortKey port, std::string app)
    {
        const auto publishers = co_await world_.containers.publishers(port.first, port.second);
        if (publishers) {
            for (const auto& container : *publishers) {
                if (container.project == app && !app.empty()) co_return std::nullopt;
                co_return PortTaken{.container = container.name};
            }
        }
        if (!engine_is_local_) co_return std::nullopt;
        const auto holder = co_await world_.host.port_holder(port.first, port.second);
        if (!holder || !*holder) co_return std::nullopt;
        co_return PortTaken{.process = (*holder)->process, .pid = (*holder)->pid};
    }

    World world_;
    bool engine_is_local_;
    const LivePicture& picture_;
};

/// Free ports for what is taken: one answer for all that moves together.
class PortOffers {
public:
    PortOffers(PortSearch& search, const std::vector<PortClaim>& claims) : search_(search), claims_(claims)
    {
        for (const auto& claim : claims) wanted_.insert(key_of(claim));
    }

    Task<void> add_free(PortTaken& taken)
    {
        const auto& claim = taken.claim;
        if (claim.setting.empty() && claim.place.empty()) co_return;
        const auto known =
            std::ranges::find_if(made_, [&](const PortTaken& other) { return other.claim.moves_with(claim); });
        if (known != made_.end()) {
            if (known->free != 0) taken.free = static_cast<std::uint16_t>(known->free - known->claim.offset + claim.offset);
            co_return;
        }
        std::set<std::string> protocols;
        for (const auto& other : claims_) {
            if (other.moves_with(claim)) protocols.insert(other.protocol);
        }
        const auto first = co_await search_.free_instead(claim, protocols, wanted_);
        if (first != 0) {
            for (int i = 0; i < claim.count; ++i) wanted_.insert({static_cast<std::uint16_t>(first + i), claim.protocol});
            taken.free = static_cast<std::uint16_t>(first + claim.offset);
        }
        made_.push_back(taken);
    }

private:
    PortSearch& search_;
    const std::vector<PortClaim>& claims_;
    std::set<PortKey> wanted_;
    std::vector<PortTaken> made_;
};

/// Whether both are the same wish: on other addresses, or out of files that say it twice.
bool is_same_wish(const PortClaim& one, const PortClaim& other)
{
    return one.app == other.app && one.setting == other.setting && one.place == other.place;
}

/// Of the claims before `claims[at]` on the same port the first that passes.
template <class Passes>
const PortClaim* earlier(const std::vector<PortClaim>& claims, std::size_t at, const Passes& passes)
{
    for (std::size_t i = 0; i < at; ++i) {
        if (key_of(claims[i]) == key_of(claims[at]) && passes(claims[i])) return &claims[i];
    }
    return nullptr;
}

/// `give web:80 the port 8081 and PORT the port 8090, which are free`
std::string offered_words(const std::vector<const PortTaken*>& offered)
{
    std::vector<std::string> words;
    for (const auto* each : offered) {
        const auto& claim = each->claim;
        words.push_back(fmt::format("{} the port{} {}", claim.setting.empty() ? claim.place : claim.setting,
            claim.count > 1 ? "s" : "", each->take()));
    }
    const bool several = words.size() > 1 || offered.front()->claim.count > 1;
    return fmt::format("give {}, which {} free", fmt::join(words, " and "), several ? "are" : "is");
}

/// Those that are in the way, and of what moves together one for each holder.
std::vector<const PortTaken*> to_tell(const std::vector<PortTaken>& taken)
{
    std::vector<const PortTaken*> told;
    for (const auto& each : taken) {
        const bool known = std::ranges::any_of(told, [&](const PortTaken* other) {
            return holder_words(*other) == holder_words(each) && other->claim.moves_with(each.claim);
        });
        if (!each.waits && !known) told.push_back(&each);
    }
    return told;
}

constexpr std::size_t most_told = 10;

/// Those of which a free port is known, one of what moves together.
std::vector<const PortTaken*> offered_in(const std::vector<const PortTaken*>& told)
{
    std::vector<const PortTaken*> offered;
    for (const auto* each : told) {
        const bool known =
            std::ranges::any_of(offered, [&](const PortTaken* other) { return other->claim.moves_with(each->claim); });
        if (each->free != 0 && !known && offered.size() < most_told) offered.push_back(each);
    }
    return offered;
}

} // namespace

std::optional<std::uint16_t> single_port(const PortMapping& mapping)
{
    std::uint16_t port = 0;
    const auto* end = mapping.published.data() + mapping.published.size();
    const auto read = std::from_chars(mapping.published.data(), end, port);
    if (read.ec != std::errc{} || read.ptr != end) return std::nullopt;
    return port;
}

Task<std::vector<PortTaken>> ports_taken(
    World world, Policies policies, const LivePicture& picture, std::vector<PortClaim> claims)
{
    PortSearch search(world, policies, picture);
    PortOffers offers(search, claims);
    std::vector<PortTaken> all;
    for (std::size_t at = 0; at < claims.size(); ++at) {
        const auto& claim = claims[at];
        const auto told = [&](const PortClaim& other) { return is_same_wish(claim, other); };
        if (earlier(claims, at, told) != nullptr) continue;
        const auto* rival = earlier(claims, at, [&](const PortClaim& other) { return !other.may_be_beside(claim); });
        const auto held = std::ranges::find_if(all, [&](const PortTaken& other) {
            return key_of(other.claim) == key_of(claim) && !other.claim.may_be_beside(claim);
        });
        std::optional<PortTaken> taken;
        if (rival == nullptr) {
            taken = co_await search.holder(key_of(claim), claim.app);
        } else {
            taken = held == all.end() ? PortTaken{.app = rival->app} : *held;
        }
        if (!taken) continue;
        taken->claim = claim;
        taken->free = 0;
        co_await offers.add_free(*taken);
        all.push_back(*std::move(taken));
    }
    co_return all;
}

Task<std::vector<PortTaken>> ports_held(
    World world, Policies policies, const LivePicture& picture, std::vector<PortClaim> claims)
{
    PortSearch search(world, policies, picture);
    PortOffers offers(search, claims);
    std::vector<PortTaken> all;
    for (const auto& claim : claims) {
        auto held = co_await search.holder_now(key_of(claim), claim.app);
        if (!held) continue;
        held->claim = claim;
        co_await offers.add_free(*held);
        all.push_back(*std::move(held));
    }
    co_return all;
}

std::optional<Error> port_in_use(const std::string& app, const std::vector<PortTaken>& taken)
{
    const auto told = to_tell(taken);
    if (told.empty()) return std::nullopt;
    const auto& first = *told.front();
    std::vector<std::string> sentences;
    const auto offered = offered_in(told);
    for (const auto* each : told) {
        if (sentences.size() < most_told) sentences.push_back(to_text(*each));
    }
    if (told.size() > most_told) sentences.push_back(fmt::format("{} more are taken", told.size() - most_told));
    Error error{.kind = ErrorKind::conflict,
        .key = "port_in_use",
        .message = fmt::format("{}", fmt::join(sentences, "; ")),
        .hint = told.size() > 1 ? "stop what uses the ports, or give the app others"
                                : "stop what uses the port, or give the app another one",
        .details = {{"port", fmt::format("{}", first.claim.port)}, {"protocol", first.claim.protocol},
            {"holder", holder_words(first)}}};
    if (!offered.empty())
        error.hint = fmt::format("{}, or stop what uses {}", offered_words(offered),
            told.size() > 1 ? std::string("the others") : fmt::format("{}", first.claim.port));
    if (first.free == 0) return error;
    error.details.emplace_back("free", fmt::format("{}", first.free));
    if (first.claim.app != app) return error;
    if (!first.claim.setting.empty()) error.details.emplace_back("setting", first.claim.setting);
    if (!first.claim.place.empty()) {
        error.details.emplace_back("place", first.claim.place);
        error.details.emplace_back("take", first.take());
    }
    return error;
}

std::string settings_command(const std::string& app, const std::vector<PortTaken>& taken)
{
    std::string options;
    for (const auto* each : offered_in(to_tell(taken))) {
        const auto& claim = each->claim;
        options += claim.setting.empty() ? fmt::format(" --port {}={}", claim.place, each->take())
                                         : fmt::format(" --set {}={}", claim.setting, each->free);
    }
    return options.empty() ? std::string() : fmt::format("furtka app settings {}{}", app, options);
}

Task<Result<void>> check_added_ports(World world, Policies policies, const LivePicture& picture, std::string app,
    std::vector<PortClaim> before, std::vector<PortClaim> after)
{
    std::erase_if(after, [&](const PortClaim& claim) {
        return std::ranges::any_of(
            before, [&](const PortClaim& each) { return each.port == claim.port && each.protocol == claim.protocol; });
    });
    const auto taken = co_await ports_taken(world, std::move(policies), picture, std::move(after));
    auto error = port_in_use(app, taken);
    if (!error) co_return Result<void>{};
    co_return fail(*std::move(error));
}

std::string holder_text(const PortHolder& holder) { return holder_words({.process = holder.process, .pid = holder.pid}); }

} // namespace furtka
