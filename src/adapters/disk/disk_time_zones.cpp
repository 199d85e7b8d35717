#include "adapters/disk/disk_time_zones.hpp"

#include "adapters/disk/files.hpp"
#include "domain/shown.hpp"

#include <fmt/format.h>

#include <fstream>
#include <iterator>

namespace furtka {
namespace {

constexpr std::size_t largest_table = std::size_t{64} << 10;

std::unexpected<Error> unknown(const std::string& name)
{
    return fail({.kind = ErrorKind::not_found,
        .key = "time_zone_unknown",
        .message = fmt::format("there is no time zone \"{}\" on this server", shown(name)),
        .hint = "names are as in Europe/Berlin; they come with Debian's tzdata",
        .details = {{"member", "time_zone"}}});
}

} // namespace

Result<TimeZone> DiskTimeZones::find(const std::string& name)
{
    if (name.empty()) {
        std::ifstream file(here_, std::ios::binary);
        if (!file) return TimeZone(); // a server without the link keeps UTC
        std::string bytes(std::istreambuf_iterator<char>(file), {});
        return TimeZone::parse(bytes);
    }
    const OwnedFd folder = open_folder(folder_);
    if (!folder || name.size() > 100) return unknown(name);
    const auto read = read_text(folder.get(), name, largest_table);
    if (read.kind != TextRead::Kind::read) return unknown(name);
    auto zone = TimeZone::parse(read.text);
    if (!zone) return unknown(name); // the folder has other files too
    return zone;
}

} // namespace furtka
