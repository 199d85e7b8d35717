#include "domain/export_file.hpp"

#include "base/ascii.hpp"
#include "base/base64.hpp"
#include "base/utf8.hpp"
#include "domain/image_ref.hpp"
#include "domain/own_tags.hpp"
#include "domain/path_rules.hpp"
#include "domain/shown.hpp"

#include <boost/json.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace furtka {
namespace {

namespace json = boost::json;

constexpr std::uint64_t most_passes = 16;
constexpr std::uint64_t most_memory = 512ULL << 20;
constexpr std::size_t salt_bytes = 16;
constexpr std::size_t most_images = 200;
constexpr std::size_t most_layers = 1'000;
constexpr std::size_t most_places = 200;
constexpr std::size_t longest_text = 300;
constexpr std::array place_kinds{"volume", "project_volume", "folder", "external_volume"};
constexpr std::array part_kinds{"index", "file", "env", "images", "data"};
constexpr std::array secret_words{"none", "included", "left_out"};

bool is_name_byte(char c)
{
    return is_digit(c) || (ascii_lower(c) >= 'a' && ascii_lower(c) <= 'z') || c == '_' || c == '.' || c == '-';
}

json::parse_options shallow()
{
    json::parse_options options;
    options.max_depth = 8;
    return options;
}

std::optional<json::object> object_of(std::string_view text)
{
    boost::system::error_code problem;
    auto value = json::parse(text, problem, {}, shallow());
    if (problem || !value.is_object()) return std::nullopt;
    return std::move(value.get_object());
}

std::string text_in(const json::object& object, std::string_view name, std::size_t most = longest_text)
{
    const auto* member = object.if_contains(name);
    if (member == nullptr || !member->is_string() || member->get_string().size() > most) return {};
    return std::string(member->get_string());
}

std::optional<std::uint64_t> number_in(const json::object& object, std::string_view name)
{
    const auto* member = object.if_contains(name);
    if (member == nullptr || !member->is_number()) return std::nullopt;
    boost::system::error_code problem;
    const auto number = member->to_number<std::uint64_t>(problem);
    return problem ? std::nullopt : std::optional(number);
}

bool flag_in(const json::object& object, std::string_view name)
{
    const auto* member = object.if_contains(name);
    return member != nullptr && member->is_bool() && member->get_bool();
}

const json::array* list_in(const json::object& object, std::string_view name, std::size_t most)
{
    const auto* member = object.if_contains(name);
    if (member == nullptr || !member->is_array() || member->get_array().size() > most) return nullptr;
    return &member->get_array();
}

template <class Words>
std::optional<std::size_t> word_at(const Words& words, std::string_view word)
{
    const auto found = std::ranges::find(words, word);
    if (found == words.end()) return std::nullopt;
    return static_cast<std::size_t>(found - words.begin());
}

std::unexpected<Error> no_export(std::string found)
{
    return fail({.kind = ErrorKind::invalid,
        .key = "export_format",
        .message = "this is no export of an app: " + std::move(found),
        .hint = "wanted is a file that `furtka app export` wrote"});
}

json::object kdf_object(const ExportKdf& kdf)
{
    return {{"name", "argon2id13"}, {"passes", kdf.passes}, {"memory", kdf.memory}, {"salt", base64_encode(kdf.salt)}};
}

Result<std::optional<ExportKdf>> kdf_in(const json::object& object)
{
    const auto* member = object.if_contains("kdf");
    if (member == nullptr || member->is_null()) return std::optional<ExportKdf>();
    if (!member->is_object()) return no_export("its head is not understood");
    const auto& told = member->get_object();
    ExportKdf kdf{.passes = number_in(told, "passes").value_or(0),
        .memory = number_in(told, "memory").value_or(0),
        .salt = base64_decode(text_in(told, "salt"))};
    if (text_in(told, "name") != "argon2id13" || kdf.salt.size() != salt_bytes || kdf.passes < 1 || kdf.memory < 8192)
        return no_export("it does not tell how its key is made");
    if (kdf.passes <= most_passes && kdf.memory <= most_memory) return std::optional(std::move(kdf));
    return fail({.kind = ErrorKind::invalid,
        .key = "export_kdf",
        .message =
            fmt::format("the key of the export would take {} passes over {} MiB of memory", kdf.passes, kdf.memory >> 20),
        .hint = "Furtka gives a file at most 16 passes and 512 MiB; take an export that Furtka wrote"});
}

json::object place_object(const DataPlace& place)
{
    return {{"kind", place_kinds.at(static_cast<std::size_t>(place.kind))}, {"name", place.name}};
}

/// As the engine takes it: letters, digits, `_`, `.`, `-`.
bool is_volume_name(std::string_view name)
{
    return !name.empty() && name.size() <= 200 && std::ranges::all_of(name, is_name_byte);
}

std::optional<DataPlace> read_place(const json::object& object)
{
    const auto kind = word_at(place_kinds, text_in(object, "kind"));
    DataPlace place{.kind = static_cast<DataPlace::Kind>(kind.value_or(0)), .name = text_in(object, "name")};
    if (!kind) return std::nullopt;
    const bool folder = place.kind == DataPlace::Kind::folder;
    const bool own =
        folder && (place.name.find(':') != std::string::npos || place.name.starts_with(".furtka") || place.name == ".env");
    if (folder ? !stays_inside(place.name) || !is_utf8(place.name) || own : !is_volume_name(place.name)) return std::nullopt;
    return place;
}

std::optional<ExportedImage> read_image(const json::object& object)
{
    ExportedImage image{.name = text_in(object, "name"),
        .id = {text_in(object, "id")},
        .digest = {text_in(object, "digest")},
        .size = number_in(object, "size").value_or(0),
        .stored_as = text_in(object, "stored_as")};
    const auto ref = ImageRef::parse(image.name);
    const auto* layers = list_in(object, "layers", most_layers);
    if (!ref || layers == nullptr) return std::nullopt;
    // An archive brings no digests; and the names that Furtka gives are not for others to give.
    if (ref->pinned() == image.stored_as.empty() || is_furtka_name(*ref)) return std::nullopt;
    for (const auto& layer : *layers) {
        if (!layer.is_string() || layer.get_string().size() > longest_text) return std::nullopt;
        image.layers.emplace_back(layer.get_string());
    }
    return image;
}

bool is_allowed(std::string_view name, const std::vector<ExportedImage>& allowed)
{
    const auto ref = ImageRef::parse(name);
    return ref && std::ranges::any_of(allowed, [&](const ExportedImage& image) {
        const auto known = ImageRef::parse(image.in_archive());
        return known && *known == *ref;
    });
}

std::unexpected<Error> foreign_image(std::string_view name)
{
    return export_damaged(fmt::format("it brings an image {} that its index does not tell of", shown(name)));
}

Result<void> check_names_in_index(std::string_view text, const std::vector<ExportedImage>& allowed)
{
    const auto object = object_of(text);
    const auto* manifests = object ? list_in(*object, "manifests", most_images * 4) : nullptr;
    if (manifests == nullptr) return export_damaged("the list of its images cannot be read");
    for (const auto& manifest : *manifests) {
        if (!manifest.is_object()) return export_damaged("the list of its images cannot be read");
        const auto* notes = manifest.get_object().if_contains("annotations");
        if (notes == nullptr || !notes->is_object()) continue;
        const auto full = text_in(notes->get_object(), "io.containerd.image.name", 5'000);
        // The tag, beside a full name; by itself it would be one.
        const auto plain = text_in(notes->get_object(), "org.opencontainers.image.ref.name", 5'000);
        const auto& name = full.empty() ? plain : full;
        if (!name.empty() && !is_allowed(name, allowed)) return foreign_image(name);
    }
    return {};
}

} // namespace

std::unexpected<Error> export_damaged(std::string found)
{
    return fail({.kind = ErrorKind::invalid,
        .key = "export_damaged",
        .message = "the export cannot be used: " + std::move(found),
        .hint = "copy the file again, or export the app anew"});
}

std::string_view to_text(ExportSecrets secrets) { return secret_words.at(static_cast<std::size_t>(secrets)); }

std::string to_json(const ExportHead& head)
{
    json::object object{{"format", head.format}, {"app", head.app}, {"version", head.version},
        {"display_name", head.display_name}, {"made_at", head.made_at}, {"furtka", head.furtka},
        {"architecture", head.architecture}, {"data", head.data}, {"secrets", to_text(head.secrets)}};
    object["kdf"] = head.kdf ? json::value(kdf_object(*head.kdf)) : json::value(nullptr);
    return json::serialize(object);
}

Result<ExportHead> parse_export_head(std::string_view text)
{
    const auto object = object_of(text);
    if (!object) return no_export("its head is not JSON");
    const auto format = number_in(*object, "format");
    if (!format) return no_export("its head tells no format");
    if (*format < 1 || *format > newest_export_format) {
        return fail({.kind = ErrorKind::invalid,
            .key = "export_newer",
            .message = fmt::format(
                "the export has format {}, and this Furtka reads the formats up to {}", *format, newest_export_format),
            .hint = "update Furtka on this server"});
    }
    ExportHead head{.format = static_cast<int>(*format),
        .app = text_in(*object, "app"),
        .version = text_in(*object, "version"),
        .display_name = text_in(*object, "display_name"),
        .made_at = text_in(*object, "made_at"),
        .furtka = text_in(*object, "furtka"),
        .architecture = text_in(*object, "architecture"),
        .data = flag_in(*object, "data")};
    CHECK(AppName::parse(head.app));
    const auto secrets = word_at(secret_words, text_in(*object, "secrets"));
    if (!secrets) return no_export("its head is not understood");
    head.secrets = static_cast<ExportSecrets>(*secrets);
    TRY(head.kdf, kdf_in(*object));
    return head;
}

Result<void> check_passphrase(std::string_view passphrase)
{
    if (passphrase.size() >= shortest_passphrase && passphrase.size() <= longest_passphrase) return {};
    return fail({.kind = ErrorKind::invalid,
        .key = "passphrase_length",
        .message = fmt::format(
            "the passphrase has {} bytes; wanted are {} to {}", passphrase.size(), shortest_passphrase, longest_passphrase),
        .hint = "take some words that only you put together"});
}

std::string DataPlace::text() const { return fmt::format("{} {}", kind == Kind::folder ? "folder" : "volume", name); }

std::string to_json(const ExportIndex& index)
{
    json::array images;
    for (const auto& image : index.images) {
        json::array layers;
        for (const auto& layer : image.layers) layers.emplace_back(layer);
        json::object told{{"name", image.name}, {"id", image.id.text}, {"layers", std::move(layers)},
            {"digest", image.digest.text}, {"size", image.size}};
        if (!image.stored_as.empty()) told["stored_as"] = image.stored_as;
        images.push_back(std::move(told));
    }
    json::array places;
    for (const auto& place : index.places) places.push_back(place_object(place));
    return json::serialize(json::object{{"images", std::move(images)}, {"places", std::move(places)}});
}

Result<ExportIndex> parse_export_index(std::string_view text)
{
    const auto object = object_of(text);
    const auto* images = object ? list_in(*object, "images", most_images) : nullptr;
    const auto* places = object ? list_in(*object, "places", most_places) : nullptr;
    if (images == nullptr || places == nullptr) return export_damaged("its index cannot be read");
    ExportIndex index;
    for (const auto& value : *images) {
        auto image = value.is_object() ? read_image(value.get_object()) : std::nullopt;
        if (!image) return export_damaged("its index tells of an image that cannot be");
        index.images.push_back(*std::move(image));
    }
    for (const auto& value : *places) {
        auto place = value.is_object() ? read_place(value.get_object()) : std::nullopt;
        if (!place || std::ranges::find(index.places, *place) != index.places.end())
            return export_damaged("its index tells of data that cannot be");
        index.places.push_back(*std::move(place));
    }
    return index;
}

Result<void> check_stored_names(std::string_view app, const ExportIndex& index)
{
    std::size_t number = 0;
    for (const auto& image : index.images) {
        if (image.stored_as.empty()) continue;
        if (image.stored_as != moving_name(app, number++).familiar())
            return export_damaged(fmt::format("it has an image as {}, which is no name for one", shown(image.stored_as)));
    }
    return {};
}

std::string to_json(const ExportPart& part)
{
    json::object object{{"part", part_kinds.at(static_cast<std::size_t>(part.kind))}};
    if (part.kind == ExportPart::Kind::file) {
        object["path"] = part.path;
        object["mode"] = part.runnable ? "0755" : "0644";
    }
    if (part.kind == ExportPart::Kind::data) object["place"] = place_object(part.place);
    return json::serialize(object);
}

Result<ExportPart> parse_export_part(std::string_view text)
{
    const auto object = object_of(text);
    const auto kind = object ? word_at(part_kinds, text_in(*object, "part")) : std::nullopt;
    if (!kind) return export_damaged("a part of it is not understood");
    ExportPart part{.kind = static_cast<ExportPart::Kind>(*kind)};
    if (part.kind == ExportPart::Kind::file) {
        part.path = text_in(*object, "path", 1'000);
        part.runnable = text_in(*object, "mode") == "0755";
    }
    if (part.kind == ExportPart::Kind::data) {
        const auto* place = object->if_contains("place");
        auto read = place != nullptr && place->is_object() ? read_place(place->get_object()) : std::nullopt;
        if (!read) return export_damaged("a part of it is not understood");
        part.place = *std::move(read);
    }
    return part;
}

Result<void> ExportGuard::begin(const ExportPart& part)
{
    using Kind = ExportPart::Kind;
    const bool first = part.kind == Kind::index;
    if (first == last_.has_value() || (!first && !index_)) return export_damaged("its parts are not in order");
    const bool again = part.kind == Kind::file || part.kind == Kind::data;
    if (last_ && (part.kind < last_->kind || (part.kind == last_->kind && !again)))
        return export_damaged("its parts are not in order");
    if (part.kind == Kind::file) {
        TRY(const auto path, files_.entry(EntryKind::file, part.path, 0));
        if (path != part.path || path == ".env" || path.starts_with(".furtka/") || path.starts_with(".git/"))
            return export_damaged(fmt::format("{} is no file of an app", shown(part.path)));
    }
    if (part.kind == Kind::data) {
        const bool told = std::ranges::find(index_->places, part.place) != index_->places.end();
        if (!told || !places_.insert(part.place).second)
            return export_damaged(fmt::format("it has data of the {} that it should not have", shown(part.place.text())));
    }
    last_ = part;
    of_part_ = 0;
    return {};
}

Result<void> ExportGuard::data(std::uint64_t bytes)
{
    of_part_ += bytes;
    const auto kind = last_ ? last_->kind : ExportPart::Kind::index;
    if (kind == ExportPart::Kind::file) return files_.unpacked(bytes, size_);
    const std::uint64_t most =
        kind == ExportPart::Kind::index || kind == ExportPart::Kind::env ? largest_export_index : size_;
    if (of_part_ <= most) return {};
    return fail({.kind = ErrorKind::too_large,
        .key = "export_too_large",
        .message = fmt::format("the export is refused: a part of it has more than {} bytes", most),
        .hint = "take an export that Furtka wrote"});
}

void ExportGuard::know(ExportIndex index) { index_ = std::move(index); }

Result<void> ExportGuard::end() const
{
    const bool images = last_ && last_->kind >= ExportPart::Kind::images;
    const bool data = index_ && places_.size() == index_->places.size();
    return images && data ? Result<void>() : export_damaged("a part of it is missing");
}

std::string export_file_name(const ExportHead& head)
{
    std::string version;
    for (const char c : head.version.substr(0, 40)) version += is_name_byte(c) ? c : '_';
    return fmt::format("{}-{}-{}.furtka", head.app, version, head.made_at.substr(0, 10));
}

Result<void> check_image_names(
    std::string_view manifest_json, std::string_view index_json, const std::vector<ExportedImage>& allowed)
{
    boost::system::error_code problem;
    const auto value = json::parse(manifest_json, problem, {}, shallow());
    if (problem || !value.is_array() || value.get_array().size() > most_images)
        return export_damaged("the list of its images cannot be read");
    for (const auto& image : value.get_array()) {
        if (!image.is_object()) return export_damaged("the list of its images cannot be read");
        const auto* names = image.get_object().if_contains("RepoTags");
        if (names == nullptr || names->is_null()) continue;
        if (!names->is_array()) return export_damaged("the list of its images cannot be read");
        for (const auto& name : names->get_array()) {
            if (!name.is_string() || !is_allowed(name.get_string(), allowed))
                return foreign_image(name.is_string() ? std::string_view(name.get_string()) : "without a name");
        }
    }
    if (index_json.empty()) return {};
    return check_names_in_index(index_json, allowed);
}

} // namespace furtka
