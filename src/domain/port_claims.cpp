#include "domain/port_claims.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace furtka {
namespace {

constexpr int highest_port = 65535;
constexpr int first_ordinary_port = 1024;
constexpr int widest_range = 100;
constexpr std::size_t most_tries = 50;

struct Range {
    int first = 0;
    int last = -1; ///< before `first`: none
};

/// `8080`, `8000-8010`.
Range range_of(const std::string& published)
{
    Range range;
    const auto* const end = published.data() + published.size();
    const auto read = std::from_chars(published.data(), end, range.first);
    if (read.ec != std::errc{} || range.first < 1 || range.first > highest_port) return {};
    range.last = range.first;
    if (read.ptr == end) return range;
    const auto more = *read.ptr == '-' ? std::from_chars(read.ptr + 1, end, range.last) : read;
    if (more.ec != std::errc{} || more.ptr != end) return {};
    range.last = std::min({range.last, highest_port, range.first + widest_range - 1});
    return range;
}

const Setting* mover_of(const std::string& published, const std::vector<Setting>& form, const SettingValues& values)
{
    const auto moves = [&](const Setting& setting) {
        const auto value = values.find(setting.name);
        const bool is_port = setting.type == SettingType::port || setting.type == SettingType::number;
        return is_port && value != values.end() && value->second == published;
    };
    const auto found = std::ranges::find_if(form, moves);
    return found == form.end() ? nullptr : &*found;
}

} // namespace

std::vector<PortClaim> port_claims(
    const std::string& app, const ComposeModel& model, const std::vector<Setting>& form, const SettingValues& values)
{
    std::vector<PortClaim> claims;
    for (const auto& service : model.services) {
        for (const auto& mapping : service.ports) {
            const auto range = range_of(mapping.published);
            const auto* setting = mover_of(mapping.published, form, values);
            for (int port = range.first; port <= range.last; ++port) {
                PortClaim claim{.app = app, .port = static_cast<std::uint16_t>(port), .protocol = mapping.protocol};
                if (setting != nullptr) {
                    claim.setting = setting->name;
                    claim.lowest = static_cast<int>(std::clamp(setting->min.value_or(1), 1.0, double{highest_port}));
                    claim.highest =
                        static_cast<int>(std::clamp(setting->max.value_or(highest_port), 1.0, double{highest_port}));
                }
                if (std::ranges::find(claims, claim) == claims.end()) claims.push_back(std::move(claim));
            }
        }
    }
    return claims;
}

std::string holder_words(const PortTaken& taken)
{
    if (!taken.app.empty()) return taken.app;
    if (!taken.container.empty()) return fmt::format("the container {}", taken.container);
    const auto name = taken.process.empty() ? std::string("another program") : taken.process;
    return taken.pid == 0 ? name : fmt::format("{} (pid {})", name, taken.pid);
}

std::string to_text(const PortTaken& taken)
{
    if (taken.app == taken.claim.app) return fmt::format("port {} is wanted by the app twice", taken.claim.port);
    return fmt::format(
        "port {} is used by {}{}", taken.claim.port, holder_words(taken), taken.waits ? ", once it runs" : "");
}

std::vector<std::uint16_t> ports_instead(const PortClaim& claim)
{
    constexpr int ordinary_twins = 8000; // 80 and 8080, 443 and 8443
    std::vector<std::uint16_t> ports;
    const int first = claim.port < first_ordinary_port ? claim.port + ordinary_twins : claim.port + 1;
    const auto take = [&](int from, int to) {
        for (int port = std::max(from, claim.lowest); port <= std::min(to, claim.highest); ++port) {
            if (ports.size() >= most_tries) return;
            if (port != claim.port) ports.push_back(static_cast<std::uint16_t>(port));
        }
    };
    take(first, highest_port);
    take(first_ordinary_port, first - 1);
    return ports;
}

} // namespace furtka
