#include "domain/import/secret_owner.hpp"

#include "base/ascii.hpp"
#include "domain/import/secret_texts.hpp"
#include "domain/import/secret_words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace furtka::imports {
namespace {

/// Whether a service is the one a key is named after: TYPESENSE_API_KEY and `typesense/typesense`.
bool is_named_after(std::string_view key, const std::string& service, std::string_view image)
{
    constexpr std::size_t shortest = 4;
    const auto word = lowered(std::string(key.substr(0, key.find('_'))));
    return word.size() >= shortest && (lowered(service).contains(word) || lowered(std::string(image)).contains(word));
}

} // namespace

bool SecretOwner::is_of_another_machine(const std::string& service, std::string_view key, const std::string& literal) const
{
    const auto last = key.rfind('_');
    const auto* environment = draft_.before.find("services")->find(service)->find("environment");
    if (last == std::string_view::npos || last == 0 || environment == nullptr) return false;
    constexpr std::array<std::string_view, 6> words{"_URL", "_HOST", "_HOSTNAME", "_SERVER", "_ADDRESS", "_IP"};
    const auto far = [&](std::string_view word) {
        const auto* address = environment->find(fmt::format("{}{}", key.substr(0, last), word));
        return address != nullptr && is_far(without_quotes(address->text));
    };
    return std::ranges::any_of(words, far) && !is_told_to_others(service, literal);
}

/// An address with a name or number of its own: no service of this app, and not this machine.
bool SecretOwner::is_far(std::string_view address) const
{
    if (address.contains('$') || is_stand_in(address)) return false;
    if (const auto scheme = address.find("://"); scheme != std::string_view::npos) address.remove_prefix(scheme + 3);
    address = address.substr(0, address.find_first_of("/:?"));
    const bool here = address.starts_with("127.") || address == "0.0.0.0" || address.ends_with(".internal")
        || address.ends_with(".localhost") || names_.contains(std::string(address));
    return address.contains('.') && !address.contains(' ') && !here;
}

bool SecretOwner::is_told_to_others(const std::string& service, const std::string& literal) const
{
    return std::ranges::any_of(draft_.before.find("services")->members, [&](const Node::Member& other) {
        const auto* environment = other.second.find("environment");
        return other.first != service && environment != nullptr
            && std::ranges::any_of(environment->members,
                [&](const Node::Member& entry) { return without_quotes(entry.second.text) == literal; });
    });
}

Shared SecretOwner::shared_inside(const std::string& service, const std::string& key, const std::string& literal) const
{
    const bool random = looks_random(literal);
    // What stands in the place of a key is the same text by chance, but for a storage that comes with the app.
    const bool storage = key.contains("S3") || key.contains("MINIO") || key.contains("AWS");
    if (!random && !storage && is_stand_in(literal)) return Shared::no;
    auto shared = Shared::no;
    bool twice = false;
    bool own_service = is_named_after(key, service, draft_.before.find("services")->find(service)->text_of("image"));
    for (const auto& [name, other] : draft_.before.find("services")->members) { // its values are not replaced yet
        const auto* environment = other.find("environment");
        if (environment == nullptr || name == service) continue;
        for (const auto& [other_key, value] : environment->members) {
            const auto told = without_quotes(value.text);
            if (told == "Bearer " + literal) return Shared::as_a_secret;
            if (told != literal) continue;
            if (other_key == key) {
                twice = true;
                own_service = own_service || is_named_after(key, name, other.text_of("image"));
            } else if (is_secret_name(other_key) || random) {
                return Shared::as_a_secret;
            } else {
                shared = Shared::as_a_name;
            }
        }
    }
    return twice && own_service ? Shared::as_a_secret : shared;
}

} // namespace furtka::imports
