#include "domain/port_claims.hpp"

#include "domain/port_moves.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <optional>
#include <utility>

namespace furtka {
namespace {

constexpr int highest_port = 65535;
constexpr int first_ordinary_port = 1024;
constexpr int widest_range = 100;
constexpr int smallest_run = 3; ///< two ports that follow each other may well be 80 and 81
constexpr std::size_t most_tries = 50;

/// `8080`, `8000-8010`; a wide one is cut.
std::optional<PortRange> range_of(const std::string& published)
{
    auto range = parse_port_range(published);
    if (range) range->last = static_cast<std::uint16_t>(std::min<int>(range->last, range->first + widest_range - 1));
    return range;
}

const Setting* mover_of(const PortMapping& mapping, const std::vector<Setting>& form, const SettingValues& values)
{
    if (!mapping.written.empty()) return nullptr;
    const auto moves = [&](const Setting& setting) {
        const auto value = values.find(setting.name);
        const bool is_port = setting.type == SettingType::port || setting.type == SettingType::number;
        return is_port && value != values.end() && value->second == mapping.published;
    };
    const auto found = std::ranges::find_if(form, moves);
    return found == form.end() ? nullptr : &*found;
}

/// A port of the container with what is published for it.
struct Published {
    std::uint16_t target = 0;
    PortRange written; ///< as the files say
    PortRange now;
    auto operator<=>(const Published&) const = default;

    int offset() const { return written.first - target; }
    bool is_one() const { return written.size() == 1 && now.size() == 1; }
};

/// None: the engine chooses, or there are more than can be moved.
std::optional<Published> published_by(const PortMapping& mapping)
{
    const auto written = parse_port_range(mapping.as_written());
    const auto now = parse_port_range(mapping.published);
    if (!written || !now || written->size() > widest_range || now->size() > widest_range) return std::nullopt;
    return Published{.target = mapping.target, .written = *written, .now = *now};
}

bool follows(const Published& next, const Published& last)
{
    return next.is_one() && last.is_one() && next.target == last.target + 1 && next.offset() == last.offset()
        && next.now.first == last.now.first + 1;
}

/// The ports of a service that move together, by their place.
class Places {
public:
    Places(const ServiceModel& service, const std::vector<Setting>& form, const SettingValues& values)
        : service_(service.name)
    {
        for (const auto& mapping : service.ports) {
            const auto published = published_by(mapping);
            if (published) every_.push_back(*published);
            if (published && mover_of(mapping, form, values) == nullptr) all_.push_back(*published);
        }
        // Ports of one range have the same offset: they come one after the other.
        std::ranges::sort(all_, {}, [](const Published& each) { return std::pair(each.offset(), each.target); });
        const auto doubled = std::ranges::unique(all_);
        all_.erase(doubled.begin(), doubled.end());
    }

    struct Group {
        std::string place;
        PortRange written; ///< as the files say
        PortRange now;
    };
    /// All that moves with the mapping; none: a setting moves it, or nothing does.
    std::optional<Group> group_of(const PortMapping& mapping) const
    {
        const auto published = published_by(mapping);
        const auto found = published ? std::ranges::find(all_, *published) : all_.end();
        if (found == all_.end()) return std::nullopt;
        auto first = found;
        auto last = found;
        while (first != all_.begin() && follows(*first, *std::prev(first))) --first;
        while (std::next(last) != all_.end() && follows(*std::next(last), *last)) ++last;
        const auto length = last - first + 1;
        if (length > widest_range) return std::nullopt;
        if (length < smallest_run) first = last = found;
        PortMove move{.service = service_, .inside = {first->target, last->target}, .to = {}};
        const PortRange written{first->written.first, last->written.last};
        if (is_doubled(*first, *last)) move.published = written;
        return Group{.place = place_of(move), .written = written, .now = {first->now.first, last->now.last}};
    }

private:
    /// Whether something else is published for one of the ports from `first` to `last`.
    bool is_doubled(const Published& first, const Published& last) const
    {
        return std::ranges::any_of(every_, [&](const Published& each) {
            const bool inside = each.target >= first.target && each.target <= last.target;
            return inside && (each.offset() != first.offset() || each.written.size() != first.written.size());
        });
    }

    std::string service_;
    std::vector<Published> every_;
    std::vector<Published> all_; ///< without those of settings
};

bool is_any_address(std::string_view address) { return address.empty() || address == "0.0.0.0" || address == "::"; }

} // namespace

bool PortClaim::moves_with(const PortClaim& other) const
{
    if (app != other.app || setting != other.setting || place != other.place) return false;
    return !place.empty() || (!setting.empty() && port == other.port);
}

bool PortClaim::may_be_beside(const PortClaim& other) const
{
    return !is_any_address(address) && !is_any_address(other.address) && address != other.address;
}

std::vector<PortClaim> port_claims(
    const std::string& app, const ComposeModel& model, const std::vector<Setting>& form, const SettingValues& values)
{
    std::vector<PortClaim> claims;
    for (const auto& service : model.services) {
        const Places places(service, form, values);
        for (const auto& mapping : service.ports) {
            const auto range = range_of(mapping.published);
            if (!range) continue;
            const auto* setting = mover_of(mapping, form, values);
            for (int port = range->first; port <= range->last; ++port) {
                PortClaim claim{.app = app, .port = static_cast<std::uint16_t>(port), .protocol = mapping.protocol};
                if (setting != nullptr) {
                    claim.setting = setting->name;
                    claim.lowest = static_cast<int>(std::clamp(setting->min.value_or(1), 1.0, double{highest_port}));
                    claim.highest =
                        static_cast<int>(std::clamp(setting->max.value_or(highest_port), 1.0, double{highest_port}));
                } else if (const auto group = places.group_of(mapping)) {
                    claim.place = group->place;
                    claim.offset = static_cast<std::uint16_t>(port - group->now.first);
                    claim.count = static_cast<std::uint16_t>(group->now.size());
                }
                claim.address = mapping.host_ip;
                if (std::ranges::find(claims, claim) == claims.end()) claims.push_back(std::move(claim));
            }
        }
    }
    return claims;
}

std::vector<PortPlace> port_places(const ComposeModel& model, const std::vector<Setting>& form, const SettingValues& values)
{
    std::vector<PortPlace> all;
    for (const auto& service : model.services) {
        const Places places(service, form, values);
        for (const auto& mapping : service.ports) {
            const auto group = places.group_of(mapping);
            if (!group || std::ranges::find(all, group->place, &PortPlace::place) != all.end()) continue;
            all.push_back({.place = group->place, .now = to_text(group->now), .written = to_text(group->written)});
        }
    }
    return all;
}

std::string PortTaken::take() const
{
    if (free == 0) return {};
    const auto first = static_cast<std::uint16_t>(free - claim.offset);
    return to_text(PortRange{first, static_cast<std::uint16_t>(first + claim.count - 1)});
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
    const int begin = claim.port - claim.offset;
    const int highest = claim.highest - claim.count + 1;
    const int first = begin < first_ordinary_port ? begin + ordinary_twins : begin + claim.count;
    const auto take = [&](int from, int to) {
        for (int port = std::max(from, claim.lowest); port <= std::min(to, highest); ++port) {
            if (ports.size() >= most_tries) return;
            if (port != begin) ports.push_back(static_cast<std::uint16_t>(port));
        }
    };
    take(first, highest_port);
    take(first_ordinary_port, first - 1);
    return ports;
}

} // namespace furtka
