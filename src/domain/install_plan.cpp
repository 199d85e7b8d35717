#include "domain/install_plan.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <set>

namespace furtka {
namespace {

/// No catalog has chains of this length; a longer one is a mistake or an attack on the stack.
constexpr std::size_t longest_chain = 100;

bool requires_app(const Manifest& manifest, std::string_view app)
{
    return std::ranges::find(manifest.requirements, app, &Requirement::app) != manifest.requirements.end();
}

std::unexpected<Error> unknown_requirement(const std::string& consumer, const std::string& provider)
{
    return fail({.kind = ErrorKind::not_found,
        .key = "requirement_unknown",
        .message = fmt::format("{} needs {}, which is in no catalog", consumer, provider),
        .hint = fmt::format("add a catalog that has {}, or install it from its folder first", provider),
        .details = {{"app", consumer}, {"requires", provider}}});
}

std::unexpected<Error> cycle(const std::vector<std::string>& path)
{
    return fail({.kind = ErrorKind::conflict,
        .key = "requirement_cycle",
        .message = fmt::format("the apps need each other in a circle: {}", fmt::join(path, " -> ")),
        .hint = "one of these manifests must drop its requirement"});
}

/// Walks from an app down to its providers and lists each after all it needs.
class Walk {
public:
    Walk(const FindManifest& find, const std::vector<std::string>& installed) : find_(find), installed_(installed) { }

    Result<void> visit(const Manifest& app)
    {
        if (done_.contains(app.name)) return {};
        CHECK(check_path(app.name));
        path_.push_back(app.name);
        for (const auto& requirement : app.requirements) {
            const auto* provider = find_(requirement.app);
            if (provider == nullptr) return unknown_requirement(app.name, requirement.app);
            CHECK(visit(*provider));
        }
        path_.pop_back();
        done_.insert(app.name);
        return add_step(app);
    }

    std::vector<InstallStep> take_steps() && { return std::move(steps_); }

private:
    Result<void> check_path(const std::string& name) const
    {
        const auto before = std::ranges::find(path_, name);
        if (before != path_.end()) {
            std::vector<std::string> circle(before, path_.end());
            circle.push_back(name);
            return cycle(circle);
        }
        if (path_.size() >= longest_chain) {
            return fail({.kind = ErrorKind::conflict,
                .key = "requirement_chain",
                .message = fmt::format("{} needs a chain of more than {} apps", path_.front(), longest_chain),
                .hint = "check the `requires` of its manifest"});
        }
        return {};
    }

    Result<void> add_step(const Manifest& app)
    {
        TRY(auto name, AppName::parse(app.name));
        const bool is_installed = std::ranges::find(installed_, app.name) != installed_.end();
        for (auto& step : steps_) {
            if (requires_app(app, step.app.text())) step.needed_by.push_back(app.name);
        }
        steps_.push_back({.app = std::move(name), .already_installed = is_installed});
        return {};
    }

    const FindManifest& find_;
    const std::vector<std::string>& installed_;
    std::vector<std::string> path_;
    std::set<std::string> done_;
    std::vector<InstallStep> steps_;
};

/// One name for each architecture: Docker's for programs (`amd64`), where `uname` has another.
std::string_view architecture_name(std::string_view text)
{
    if (text == "x86_64") return "amd64";
    if (text == "aarch64" || text == "arm64/v8") return "arm64";
    if (text == "i386" || text == "i686") return "386";
    if (text.starts_with("armv") || text.starts_with("arm/") || text == "armhf" || text == "armel") return "arm";
    return text;
}

} // namespace

Result<std::vector<InstallStep>> installation_order(
    const Manifest& app, const FindManifest& find, const std::vector<std::string>& installed)
{
    Walk walk(find, installed);
    CHECK(walk.visit(app));
    return std::move(walk).take_steps();
}

std::vector<std::string> start_order(const std::map<std::string, Manifest>& installed)
{
    std::map<std::string, std::size_t, std::less<>> providers_missing;
    std::map<std::string, std::vector<std::string>, std::less<>> consumers;
    std::set<std::string> ready;
    for (const auto& [name, manifest] : installed) {
        std::set<std::string> providers;
        for (const auto& requirement : manifest.requirements) providers.insert(requirement.app);
        for (const auto& provider : providers) consumers[provider].push_back(name);
        providers_missing[name] = providers.size();
        if (providers.empty()) ready.insert(name);
    }

    std::vector<std::string> order;
    while (!ready.empty()) {
        order.push_back(ready.extract(ready.begin()).value());
        providers_missing.erase(order.back());
        for (const auto& consumer : consumers[order.back()]) {
            if (--providers_missing[consumer] == 0) ready.insert(consumer);
        }
    }
    for (const auto& [name, missing] : providers_missing) order.push_back(name);
    return order;
}

std::vector<std::string> consumers_of(std::string_view app, const std::map<std::string, Manifest>& installed)
{
    std::vector<std::string> consumers;
    for (const auto& [name, manifest] : installed) {
        if (requires_app(manifest, app)) consumers.push_back(name);
    }
    return consumers;
}

Result<void> check_architecture(const Manifest& manifest, std::string_view engine_architecture)
{
    const auto engine = architecture_name(engine_architecture);
    const auto& known = manifest.architectures;
    if (known.empty() || std::ranges::find(known, engine, architecture_name) != known.end()) return {};
    return fail({.kind = ErrorKind::conflict,
        .key = "architecture",
        .message = fmt::format("{} runs on {} only, and this machine is {}", manifest.name, fmt::join(known, ", "), engine),
        .hint = "install it on a machine of another architecture"});
}

} // namespace furtka
