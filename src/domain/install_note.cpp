#include "domain/install_note.hpp"

#include <boost/json.hpp>

#include <optional>

namespace furtka {
namespace json = boost::json;

namespace {

std::optional<bool> flag(const json::object& object, std::string_view name)
{
    const auto* member = object.if_contains(name);
    if (member == nullptr || !member->is_bool()) return std::nullopt;
    return member->get_bool();
}

} // namespace

std::string to_json(const InstallNote& note)
{
    json::array volumes;
    for (const auto& volume : note.new_volumes) volumes.emplace_back(volume);
    json::object object{{"app", note.app}, {"replaced", note.replaced}, {"ran", note.ran},
        {"new_volumes", std::move(volumes)}, {"started", note.started}};
    if (!note.imported) return json::serialize(object);
    json::array images;
    for (const auto& image : note.images) images.push_back(json::object{{"name", image.name}, {"before", image.before}});
    object["imported"] = true;
    object["images"] = std::move(images);
    return json::serialize(object);
}

Result<InstallNote> parse_install_note(std::string_view text)
{
    const auto unreadable = [] {
        return fail({.kind = ErrorKind::invalid,
            .key = "journal_data",
            .message = "a line of the journal cannot be read",
            .hint = "the interrupted installation must be cleaned up by hand: remove the app, then install it again"});
    };
    boost::system::error_code error;
    const auto value = json::parse(text, error);
    if (error || !value.is_object()) return unreadable();
    const auto& object = value.get_object();
    const auto* app = object.if_contains("app");
    const auto* volumes = object.if_contains("new_volumes");
    const auto replaced = flag(object, "replaced");
    const auto ran = flag(object, "ran");
    const auto started = flag(object, "started");
    const bool texts = app != nullptr && app->is_string() && volumes != nullptr && volumes->is_array();
    if (!texts || !replaced || !ran || !started) return unreadable();

    InstallNote note{.app = std::string(app->get_string()), .replaced = *replaced, .ran = *ran, .started = *started};
    for (const auto& volume : volumes->get_array()) {
        if (!volume.is_string()) return unreadable();
        note.new_volumes.emplace_back(volume.get_string());
    }
    note.imported = flag(object, "imported").value_or(false);
    const auto* images = object.if_contains("images");
    if (images == nullptr || !images->is_array()) return note;
    for (const auto& image : images->get_array()) {
        const auto* brought = image.if_object();
        const auto* name = brought == nullptr ? nullptr : brought->if_contains("name");
        const auto* before = brought == nullptr ? nullptr : brought->if_contains("before");
        if (name == nullptr || before == nullptr || !name->is_string() || !before->is_string()) return unreadable();
        note.images.push_back({std::string(name->get_string()), std::string(before->get_string())});
    }
    return note;
}

} // namespace furtka
