#include "adapters/disk/app_state_file.hpp"

#include "adapters/disk/files.hpp"

#include <boost/json.hpp>

namespace furtka {
namespace {

constexpr std::size_t largest_state = 128 * 1024;
constexpr std::size_t most_permissions = 500;

std::optional<std::vector<std::string>> texts_at(const boost::json::object& root, std::string_view key)
{
    const auto* list = root.if_contains(key);
    if (list == nullptr || !list->is_array()) return std::nullopt;
    std::vector<std::string> texts;
    for (const auto& item : list->get_array()) {
        if (item.is_string() && texts.size() < most_permissions) texts.emplace_back(item.get_string());
    }
    return texts;
}

} // namespace

AppStateFile parse_state(std::string_view text)
{
    AppStateFile state;
    boost::system::error_code problem;
    const auto document = boost::json::parse(text, problem);
    const auto* root = problem ? nullptr : document.if_object();
    if (!root) return state;
    const auto* intent = root->if_contains("intent");
    if (intent && *intent == "stop") state.intent = Intent::stop;
    const auto* from = root->if_contains("installed_from");
    if (from && from->is_string()) state.installed_from = from->as_string();
    state.accepted_permissions = texts_at(*root, "accepted_permissions");
    return state;
}

AppStateFile read_state(int app_folder)
{
    const auto read = read_text(app_folder, std::string(own_folder) + "/state.json", largest_state);
    return read.kind == TextRead::Kind::read ? parse_state(read.text) : AppStateFile{};
}

std::string to_json(const AppStateFile& state)
{
    boost::json::object root{
        {"intent", state.intent == Intent::run ? "run" : "stop"}, {"installed_from", state.installed_from}};
    if (state.accepted_permissions) {
        auto& list = root["accepted_permissions"].emplace_array();
        for (const auto& id : *state.accepted_permissions) {
            if (list.size() < most_permissions) list.emplace_back(id);
        }
    }
    return boost::json::serialize(root) + "\n";
}

Result<void> write_state(int app_folder, const AppStateFile& state)
{
    TRY(const OwnedFd folder, make_folder(app_folder, own_folder, 0700));
    return write_text(folder.get(), "state.json", to_json(state), 0600);
}

} // namespace furtka
