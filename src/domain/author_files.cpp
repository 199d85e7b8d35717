#include "domain/author_files.hpp"

#include <boost/json.hpp>

namespace furtka {
namespace {

namespace json = boost::json;

} // namespace

std::string to_json(const AuthorFiles& files)
{
    json::object object;
    for (const auto& [path, file] : files) {
        json::object one{{"sha256", file.hash}};
        if (file.text) one["text"] = *file.text;
        object[path] = std::move(one);
    }
    return json::serialize(json::object{{"files", std::move(object)}});
}

std::optional<AuthorFiles> parse_author_files(std::string_view text)
{
    boost::system::error_code problem;
    const auto document = json::parse(text, problem);
    const auto* root = problem ? nullptr : document.if_object();
    const auto* list = root == nullptr ? nullptr : root->if_contains("files");
    if (list == nullptr || !list->is_object()) return std::nullopt;
    AuthorFiles files;
    for (const auto& member : list->get_object()) {
        const auto* one = member.value().if_object();
        const auto* hash = one == nullptr ? nullptr : one->if_contains("sha256");
        if (hash == nullptr || !hash->is_string()) return std::nullopt;
        AuthorFile file{.hash = std::string(hash->get_string()), .text = std::nullopt};
        if (const auto* kept = one->if_contains("text"); kept != nullptr && kept->is_string())
            file.text = kept->get_string();
        files.emplace(member.key(), std::move(file));
    }
    return files;
}

} // namespace furtka
