#include "domain/permission_consent.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace furtka {
namespace {

constexpr std::size_t most_told = 6;

bool has_id(const std::vector<std::string>& ids, const std::string& id) { return std::ranges::find(ids, id) != ids.end(); }

} // namespace

std::vector<PermissionMark> marks_to_accept(
    const std::vector<PermissionMark>& marks, const AcceptedBefore& before, Ambers ambers)
{
    std::vector<PermissionMark> wanted;
    for (const auto& mark : marks) {
        const bool asked =
            mark.severity == MarkSeverity::red || (mark.severity == MarkSeverity::amber && before && ambers == Ambers::ask);
        if (asked && !(before && has_id(*before, mark.id))) wanted.push_back(mark);
    }
    return wanted;
}

Result<void> check_accepted(
    std::string_view app, const std::vector<PermissionMark>& wanted, const std::vector<std::string>& accepted)
{
    std::vector<PermissionMark> missing;
    std::ranges::copy_if(
        wanted, std::back_inserter(missing), [&](const PermissionMark& mark) { return !has_id(accepted, mark.id); });
    if (missing.empty()) return {};

    Error error{.kind = ErrorKind::conflict,
        .key = "permissions_not_accepted",
        .message = fmt::format("{} asks for permissions that were not accepted:", app),
        .hint = "accept them by their ids, if you trust the app that far",
        .details = {{"app", std::string(app)}}};
    for (std::size_t i = 0; i < missing.size(); ++i) {
        const auto& mark = missing[i];
        if (i < most_told) error.message += fmt::format(" {}: {}", mark.service, mark.sentence);
        error.details.emplace_back("permissions", mark.id);
    }
    if (missing.size() > most_told) error.message += fmt::format(" And {} more.", missing.size() - most_told);
    return fail(std::move(error));
}

std::vector<std::string> remembered_ids(const std::vector<PermissionMark>& marks)
{
    std::vector<std::string> ids;
    for (const auto& mark : marks) {
        if (mark.severity != MarkSeverity::plain) ids.push_back(mark.id);
    }
    return ids;
}

std::vector<std::string> accepted_for(const std::vector<std::string>& accepted, std::string_view app)
{
    const auto start = fmt::format("{}/", app);
    std::vector<std::string> ids;
    for (const auto& id : accepted) {
        if (id.starts_with(start)) ids.push_back(id.substr(start.size()));
    }
    return ids;
}

} // namespace furtka
