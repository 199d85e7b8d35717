// A manifest is read without a crash, and what is read keeps its promises.

#include "domain/manifest.hpp"

#include <algorithm>
#include <cstdint>
#include <cstdlib>

using namespace furtka;

namespace {

void demand(bool holds)
{
    if (!holds) std::abort();
}

void check_setting(const Setting& setting)
{
    demand(setting_type(to_text(setting.type)) == setting.type);
    demand(setting.pattern.empty() || check_pattern(setting.pattern).has_value());
    demand(setting.type != SettingType::select || !setting.options.empty());
    if (setting.generate.empty()) return;
    const auto rule = parse_generate_rule(setting.generate);
    demand(rule.has_value());
    demand(!generated_value(*rule, "seed").empty());
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    auto manifest = parse_manifest(text, ManifestRule::install);
    auto installed = parse_manifest(text, ManifestRule::installed);
    if (!installed) {
        demand(!manifest);
        demand(installed.error().key.starts_with("manifest_") && !installed.error().message.empty());
        return 0;
    }
    demand(AppName::parse(installed->name).has_value());
    demand(std::ranges::all_of(installed->ports, [](int port) { return port >= 1 && port <= 65535; }));
    std::ranges::for_each(installed->settings, check_setting);
    (void)check_settings(installed->settings, {}, {});
    demand(!manifest || *manifest == *installed);
    return 0;
}
