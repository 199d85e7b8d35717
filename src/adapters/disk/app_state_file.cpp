#include "adapters/disk/app_state_file.hpp"

#include "adapters/disk/files.hpp"

#include <boost/json.hpp>

namespace furtka {
namespace {

constexpr std::size_t largest_state = 16 * 1024;

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
    return state;
}

AppStateFile read_state(int app_folder)
{
    const auto read = read_text(app_folder, std::string(own_folder) + "/state.json", largest_state);
    return read.kind == TextRead::Kind::read ? parse_state(read.text) : AppStateFile{};
}

std::string to_json(const AppStateFile& state)
{
    const boost::json::object root{
        {"intent", state.intent == Intent::run ? "run" : "stop"}, {"installed_from", state.installed_from}};
    return boost::json::serialize(root) + "\n";
}

Result<void> write_state(int app_folder, const AppStateFile& state)
{
    TRY(const OwnedFd folder, make_folder(app_folder, own_folder, 0700));
    return write_text(folder.get(), "state.json", to_json(state), 0600);
}

} // namespace furtka
