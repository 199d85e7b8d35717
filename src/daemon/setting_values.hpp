// daemon/setting_values.hpp — the settings' declarations need to read their values: one function for each form of value.
#pragma once

#include "base/log.hpp"
#include "domain/subnets.hpp"

#include <chrono>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace furtka::daemon {

/// Made absolute by the working folder. None: empty text or a NUL.
std::optional<std::filesystem::path> path_value(std::string_view text);
/// `debug`, `info`, `warning`, `error`.
std::optional<log::Level> level_value(std::string_view text);
/// A name or address as in a Host header, without port: `furtka.lan`, `192.168.1.5`, `[fd00::1]`.
bool is_host_value(std::string_view text);
/// At least 256 addresses, so that there is room for some apps.
std::optional<Subnet> pool_value(std::string_view text);

/// A whole number from 1 to 3600.
std::optional<std::chrono::seconds> seconds_value(std::string_view text);
/// `6h`, `90m`, `2d`, `3600`: from 1 minute to 30 days, or 0.
std::optional<std::chrono::seconds> interval_value(std::string_view text);

enum class Listens { no_address, beyond_loopback, on_loopback };
/// An IP address with a port: `127.0.0.1:7000`, `[::1]:7000`.
Listens listen_value(std::string_view text);

/// Names that differ in so few letters that one may be meant for the other: the nearest of `known`, or empty.
std::string_view nearest(std::string_view word, const std::vector<std::string_view>& known);

} // namespace furtka::daemon
