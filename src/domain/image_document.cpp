#include "domain/image_document.hpp"

#include <boost/json.hpp>

#include <algorithm>

namespace furtka {
namespace {

namespace json = boost::json;

constexpr std::size_t most_parts = 256;

std::string text_in(const json::object& object, std::string_view key)
{
    const auto* value = object.if_contains(key);
    return value != nullptr && value->is_string() ? std::string(std::string_view(value->get_string())) : std::string();
}

std::uint64_t size_in(const json::object& object)
{
    const auto* value = object.if_contains("size");
    if (value == nullptr) return 0;
    boost::system::error_code problem;
    const auto size = value->to_number<std::uint64_t>(problem);
    return problem ? 0 : size;
}

const json::array* list_below(const json::object& object, std::string_view key)
{
    const auto* value = object.if_contains(key);
    return value == nullptr ? nullptr : value->if_array();
}

const json::object* object_below(const json::object& object, std::string_view key)
{
    const auto* value = object.if_contains(key);
    return value == nullptr ? nullptr : value->if_object();
}

Error unreadable(std::string_view found)
{
    return {.kind = ErrorKind::upstream,
        .key = "registry_error",
        .message = "wanted the manifest of an image, found " + std::string(found),
        .hint = "try again later"};
}

/// `unknown/unknown` is an attestation that builders put beside the images.
std::optional<IndexEntry> read_entry(const json::value& value)
{
    const auto* entry = value.if_object();
    const auto* platform = entry == nullptr ? nullptr : object_below(*entry, "platform");
    if (platform == nullptr) return std::nullopt;
    IndexEntry read{.digest = {text_in(*entry, "digest")},
        .platform = {.os = text_in(*platform, "os"),
            .architecture = text_in(*platform, "architecture"),
            .variant = text_in(*platform, "variant")}};
    const bool is_image = !read.digest.text.empty() && read.platform.os != "unknown";
    return is_image ? std::optional(std::move(read)) : std::nullopt;
}

BlobInfo read_blob(const json::object& blob) { return {.digest = text_in(blob, "digest"), .size = size_in(blob)}; }

Result<ImageDocument> read_index(const json::array& entries)
{
    if (entries.size() > most_parts) return fail(unreadable("more platforms than are believed"));
    ImageDocument index{.is_index = true};
    for (const auto& value : entries) {
        if (auto entry = read_entry(value)) index.platforms.push_back(*std::move(entry));
    }
    return index;
}

Result<ImageDocument> read_manifest(const json::object& root)
{
    const auto* config = object_below(root, "config");
    const auto* layers = list_below(root, "layers");
    if (config == nullptr || layers == nullptr) return fail(unreadable("a document of another kind"));
    if (layers->size() > most_parts) return fail(unreadable("more layers than are believed"));
    ImageDocument manifest{.config = read_blob(*config)};
    for (const auto& value : *layers) {
        if (const auto* layer = value.if_object()) manifest.layers.push_back(read_blob(*layer));
    }
    return manifest;
}

int arm_generation(const std::string& variant)
{
    return variant.size() == 2 && variant.front() == 'v' ? variant[1] - '0' : 0;
}

/// 64-bit ARM is written with its only variant or without.
std::string plain_variant(const Platform& platform)
{
    return platform.architecture == "arm64" && platform.variant == "v8" ? std::string() : platform.variant;
}

/// How well an entry fits; 0: not at all.
int fit(const Platform& offered, const Platform& wanted)
{
    if (offered.os != wanted.os || offered.architecture != wanted.architecture) return 0;
    const auto has = plain_variant(offered);
    const auto wants = plain_variant(wanted);
    if (has == wants) return 100;
    if (has.empty()) return 50;
    const bool arm = wanted.architecture == "arm";
    if (arm && (wants.empty() || arm_generation(has) <= arm_generation(wants))) return 10 + arm_generation(has);
    return wants.empty() && !arm ? 1 : 0;
}

} // namespace

std::string to_text(const Platform& platform)
{
    return platform.os + "/" + platform.architecture + (platform.variant.empty() ? "" : "/" + platform.variant);
}

Result<ImageDocument> parse_image_document(std::string_view text)
{
    boost::system::error_code problem;
    const auto document = json::parse(text, problem);
    const auto* root = problem ? nullptr : document.if_object();
    if (root == nullptr) return fail(unreadable("no JSON object"));
    if (const auto* entries = list_below(*root, "manifests")) return read_index(*entries);
    return read_manifest(*root);
}

std::optional<Digest> platform_digest(const ImageDocument& index, const Platform& wanted)
{
    const IndexEntry* best = nullptr;
    int best_fit = 0;
    for (const auto& entry : index.platforms) {
        const int fits = fit(entry.platform, wanted);
        if (fits <= best_fit) continue;
        best = &entry;
        best_fit = fits;
    }
    return best == nullptr ? std::nullopt : std::optional(best->digest);
}

} // namespace furtka
