// api/move_bodies.hpp — what callers send to move an app to another server, read strictly.
#pragma once

#include "domain/export_file.hpp"
#include "services/export_app.hpp"
#include "services/imports.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace furtka::api {

/// `{"data"?: bool, "leave_out_secrets"?: bool, "passphrase"?: text}`, or nothing.
Result<ExportRequest> parse_export_body(std::string_view text);
/// `{"size": number}`
Result<std::uint64_t> parse_import_size(std::string_view text);

struct ImportBody {
    std::optional<std::string> passphrase;
    SettingValues settings;
    std::vector<std::string> accept;
    bool free_ports = false;
    PortChoices ports;
};
/// `{"passphrase"?, "settings"?, "accept"?, "free_ports"?, "ports"?}`, or nothing.
Result<ImportBody> parse_import_body(std::string_view text);
/// Of the query. invalid `query_value`.
Result<std::uint64_t> parse_offset(std::optional<std::string_view> text);

std::string upload_json(std::string_view id, const ExportUpload& upload);
/// With what its head tells.
std::string import_json(std::string_view id, const ExportHead& head);

} // namespace furtka::api
